@agents
Feature: Agents
  A tenant talks to agents, and makes them from five templates. An agent belongs to the tenant
  who made it: only this tenant sees it, changes it and removes it.

  Rule: Five templates come with MaiMBot

    @smoke
    Scenario: Everybody finds the five templates, each with its name and its purpose
      When somebody looks at the templates
      Then these templates are offered:
        | template | purpose | category      |
        | 友好助手     | 日常对话    | general       |
        | 专业专家     | 技术      | professional  |
        | 创意伙伴     | 创意灵感    | entertainment |
        | 贴心朋友     | 情感陪伴    | general       |
        | 高效助手     | 快速      | professional  |
      And each of them describes who it is

    Scenario: The templates can be narrowed down to one category
      When somebody looks at the templates of the category professional
      Then 专业专家 and 高效助手 are offered, and no other template

    Scenario: A template that does not exist cannot be looked at
      When somebody looks at the template "no_such_template"
      Then this is not found, with "Agent模板不存在"

  Rule: A tenant creates agents from the templates

    Scenario Outline: An agent made from <template> has its character
      Given 小明 has registered
      When 小明 creates an agent from <template>
      Then this agent of 小明 has the persona of <template>
      And this agent of 小明 is found under its name

      Examples:
        | template |
        | 友好助手     |
        | 专业专家     |
        | 创意伙伴     |
        | 贴心朋友     |
        | 高效助手     |

    @smoke
    Scenario: A tenant has several agents, and finds each of them again
      Given 小明 has registered
      When 小明 creates these agents:
        | template | name  | description |
        | 友好助手     | 小友    | 陪我聊天        |
        | 专业专家     | 老专家   | 回答技术问题      |
        | 高效助手     | 快手小助手 | 三句话说完重点     |
      Then 小明 has exactly these agents
      And the statistics of 小明 count 3 agents

    @alone
    Scenario: Each agent that is made from a template counts as one use of it
      Given 小明 has registered
      When 小明 creates 2 agents from 创意伙伴
      Then 创意伙伴 has been used 2 times more than before

    Scenario: An agent can have a persona of its own
      Given 小明 has registered
      When 小明 creates an agent from 贴心朋友 with the persona "只用一句话回答的老船长"
      Then this agent of 小明 has the persona "只用一句话回答的老船长"

    Scenario: An agent can be made without a template
      Given 小明 has registered
      When 小明 creates an agent without a template
      Then this agent of 小明 has a persona

    Scenario: Two agents may have the same name and are still two agents
      Given 小明 has registered
      When 小明 creates 2 agents called "双胞胎"
      Then 小明 has 2 agents called "双胞胎"

    Scenario: The agent that was changed last comes first
      Given 小明 has registered
      And 小明 has these agents:
        | template | name |
        | 友好助手     | 甲    |
        | 专业专家     | 乙    |
        | 创意伙伴     | 丙    |
      When 小明 renames 甲 to "甲甲"
      Then the first agent in the list of 小明 is "甲甲"

  Rule: A tenant changes and removes its agents

    Scenario: An agent can be renamed and given another persona
      Given 小明 has registered
      And 小明 has these agents:
        | template | name | description |
        | 友好助手     | 小友   | 陪我聊天        |
      When 小明 changes this agent:
        | name    | 新名字        |
        | persona | 说话像古诗一样的书生 |
      Then this agent of 小明 is changed, and everything else about it is as before

    Scenario: An agent that is removed is gone
      Given 小明 has registered
      And 小明 has an agent made from 高效助手
      When 小明 removes this agent
      Then this agent of 小明 is not found, with "Agent不存在"
      And 小明 has no agents

    Scenario: The removal of an agent leaves the other agents
      Given 小明 has registered
      And 小明 has these agents:
        | template | name |
        | 友好助手     | 甲    |
        | 专业专家     | 乙    |
      When 小明 removes this agent
      Then 小明 has the agent "甲" and no other
