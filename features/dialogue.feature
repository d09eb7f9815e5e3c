@dialogue
Feature: Dialogue
  A user talks to an agent over a connection of their own. Every message gets a receipt at once, and
  a reply when the agent has thought about it. A reply comes from the agent that was spoken to, and
  both sides of the dialogue are kept under the tenant who owns it.

  Rule: Who may talk is decided when the connection is opened

    @smoke
    Scenario: A user talks to an agent and is answered
      Given 小明 has an agent made from 友好助手
      When 小明 says "你好，请介绍一下自己" to this agent
      Then the message is acknowledged and answered
      And every reply comes from this agent of 小明

    Scenario: The key may also be part of the address
      Given 小明 has an agent made from 高效助手
      And 小明 is connected to this agent with the key in the address
      When 小明 says "今天有什么安排？" to this agent
      Then the message is acknowledged and answered

    Scenario Outline: Whoever comes <how> is refused
      When somebody connects <how>
      Then the connection is refused with "Authentication failed: 认证失败"

      Examples:
        | how               |
        | without a key     |
        | with an empty key |

    Scenario: On any other address there is no dialogue
      Given 小明 has an agent made from 友好助手
      When 小明 connects to this agent on the address "/nope"
      Then the connection is not opened, with status 403

  Rule: Each kind of agent answers what its users talk about
    To add a topic, add a row: it becomes a scenario of its own.

    Scenario Outline: <kind> answers "<topic>"
      Given 小明 has an agent made from <kind>
      When 小明 says "<topic>" to this agent
      Then the message is acknowledged and answered
      And every reply comes from this agent of 小明

      Examples: 友好助手, for everyday conversation
        | kind | topic             |
        | 友好助手 | 你好呀，可以先介绍一下你自己吗？  |
        | 友好助手 | 周末下雨，在家做点什么比较有意思？ |
        | 友好助手 | 我想养一只猫，新手要准备些什么？  |
        | 友好助手 | 最近总是睡得很晚，你有什么建议吗？ |

      Examples: 专业专家, for technical questions
        | kind | topic              |
        | 专业专家 | 监督学习和无监督学习的区别是什么？  |
        | 专业专家 | 为什么深层神经网络容易出现梯度消失？ |
        | 专业专家 | 数据库加了索引以后写入为什么会变慢？ |
        | 专业专家 | 微服务之间怎样保证数据的一致性？   |

      Examples: 创意伙伴, for ideas
        | kind | topic            |
        | 创意伙伴 | 我们一起编一个关于旧灯塔的故事吧 |
        | 创意伙伴 | 给一家只在夜里营业的书店起个名字 |
        | 创意伙伴 | 帮我想三个特别的生日礼物     |
        | 创意伙伴 | 如果云朵会说话，它会抱怨什么？  |

      Examples: 贴心朋友, for company
        | kind | topic            |
        | 贴心朋友 | 今天被领导批评了，心里有点难受  |
        | 贴心朋友 | 一个人在外地过节，有点想家    |
        | 贴心朋友 | 考试没考好，不知道怎么跟爸妈说  |
        | 贴心朋友 | 最近压力很大，怎样才能放松一点？ |

      Examples: 高效助手, for quick help
        | kind | topic           |
        | 高效助手 | 用三句话告诉我番茄工作法怎么用 |
        | 高效助手 | 帮我把明天上午的时间安排一下  |
        | 高效助手 | 会议纪要应该包含哪几项？    |
        | 高效助手 | 邮件太多看不完，先处理哪些？  |

  Rule: A reply belongs to the agent and to the message

    Scenario: A dialogue of several messages is answered message by message
      Given 小明 has an agent made from 贴心朋友
      When 小明 says to this agent, one after the other:
        | 今天心情不太好   |
        | 因为和朋友吵架了  |
        | 你觉得我该道歉吗？ |
        | 谢谢你听我说这些  |
      Then every message is acknowledged and answered
      And every reply comes from this agent of 小明

    @sandbox
    Scenario: A reply is about the message that was sent last
      Given 小明 has an agent made from 友好助手
      When 小明 says to this agent, one after the other:
        | 我想去云南旅游    |
        | 那边的菜辣不辣？   |
        | 坐火车去要多长时间？ |
      Then each reply quotes the message that it answers and names this agent
      And no reply comes twice

  Rule: Many dialogues go on at once, and each is a dialogue of its own

    Scenario: Every user talks to every agent of theirs at the same time
      Given these users have agents:
        | user | agents     |
        | 小明   | 友好助手, 专业专家 |
        | 小红   | 创意伙伴, 贴心朋友 |
        | 小刚   | 高效助手, 友好助手 |
      When all of them talk to all of their agents at once, 3 messages each
      Then there was one connection for each user and agent
      And the answered share is at least the agreed one
      And 95 of 100 first replies came within the agreed time
      And each dialogue holds replies of its own agent only

    Scenario Outline: First replies come within <limit> ms for 95 of 100 messages, and at least <share> are answered
      Given 小明 has an agent made from 高效助手
      When 小明 has a dialogue of <messages> messages with this agent
      Then at least <share> of the messages are answered
      And 95 of 100 first replies came within <limit> ms

      Examples:
        | messages | limit | share |
        | 10       | 3000  | 80 %  |

  Rule: Both sides of a dialogue are kept, under the tenant who owns it

    @smoke
    Scenario: Every message and every reply is stored once
      Given 小明 has an agent made from 友好助手
      When 小明 has a dialogue of 3 messages with this agent
      Then each of these messages and replies is stored once, under the tenant of 小明 and this agent

    Scenario: The statistics of a tenant count what was said
      Given 小明 has an agent made from 友好助手
      When 小明 has a dialogue of 3 messages with this agent
      Then the statistics of 小明 count the messages and the replies of this dialogue

    Scenario: What an agent decided is stored with the dialogue
      Given 小明 has an agent made from 创意伙伴
      When 小明 has a dialogue of 2 messages with this agent
      Then the decisions of this agent are stored under the tenant of 小明

    Scenario: A dialogue is one stream, and it belongs to the tenant
      Given 小明 has an agent made from 友好助手
      When 小明 has a dialogue of 2 messages with this agent
      Then one stream is stored under the tenant of 小明 and this agent
