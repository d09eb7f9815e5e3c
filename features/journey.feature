@journey
Feature: The whole journey
  Several users register, create several agents each, talk to all of them at once and are removed
  again without a trace. How many is a setting: users, agents, messages (see the README).

  Background:
    Given users talk to their agents about:
      | kind | topic             |
      | 友好助手 | 你好，很高兴认识你         |
      | 友好助手 | 你平时喜欢做什么？         |
      | 友好助手 | 推荐一部适合周末看的电影吧     |
      | 友好助手 | 晚饭吃什么好呢？          |
      | 专业专家 | 请解释一下什么是机器学习      |
      | 专业专家 | 深度学习和传统方法相比有什么优势？ |
      | 专业专家 | 怎样评估一个分类模型的好坏？    |
      | 专业专家 | 过拟合应该怎么处理？        |
      | 创意伙伴 | 写一个关于时间旅行的短故事的开头  |
      | 创意伙伴 | 我想画一幅画，给我一点灵感     |
      | 创意伙伴 | 给我的小乐队起个名字        |
      | 创意伙伴 | 用“月亮、钥匙、猫”编一个谜语   |
      | 贴心朋友 | 我今天有点累            |
      | 贴心朋友 | 怎样才能让自己开心起来？      |
      | 贴心朋友 | 我总是担心还没发生的事       |
      | 贴心朋友 | 谢谢你一直陪着我          |
      | 高效助手 | 怎样提高工作效率？         |
      | 高效助手 | 帮我列一个今天的待办清单      |
      | 高效助手 | 十分钟能做完哪些家务？       |
      | 高效助手 | 怎样快速整理电脑里的文件？     |

  @smoke
  @alone
  Scenario: Users register, create agents, talk to them and leave no trace
    When the users of this run register and create their agents
    Then every user has a tenant of their own and all of their agents
    When all of them talk to all of their agents at once
    Then every connection was accepted and every message was acknowledged
    And the answered share is at least the agreed one
    And 95 of 100 first replies came within the agreed time
    And every reply came from the agent that was spoken to
    When the users of this run are purged
    Then no table holds a trace of them
    And the results file says that the journey was a success
