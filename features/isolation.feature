@isolation
Feature: Tenant isolation
  Many tenants share one MaiMBot, one database and one reply backend. For each of them it is as if there
  were no other.

  Rule: No tenant reads, changes or removes what belongs to another

    @smoke
    Scenario Outline: Another tenant cannot <do>
      Given 小明 has an agent made from 友好助手
      And 小红 has registered
      When 小红 tries to <do> of 小明
      Then this is not found, with "Agent不存在"
      And everything of 小明 is as it was

      Examples:
        | do                            |
        | look at an agent              |
        | rename an agent               |
        | give an agent another persona |
        | remove an agent               |

    Scenario Outline: Two tenants who ask to <do> get each their own
      Given 小明 and 小红 have had a dialogue each
      When 小明 and then 小红 ask to <do>
      Then each of them is answered with what is theirs and nothing of the other

      Examples:
        | do                  |
        | look at the profile |
        | list the agents     |
        | look at an agent    |
        | look at the tenant  |
        | read the statistics |
        | look at the API key |

    Scenario Outline: A tenant who asks to <do> changes nothing of another
      Given 小明 and 小红 have had a dialogue each
      When 小红 asks to <do>
      Then this is granted
      And everything of 小明 is as it was

      Examples:
        | do                            |
        | rename an agent               |
        | give an agent another persona |
        | remove an agent               |
        | rename the tenant             |
        | renew the API key             |
        | upgrade the tenant            |
        | sign out                      |

    Scenario: Whoever signs out ends nobody else's session
      Given 小明 and 小红 have registered
      When 小红 signs out
      Then the token of 小明 opens the profile of 小明

  Rule: What a tenant lists and counts is its own

    Scenario: A tenant's list holds its own agents and no others
      Given 小明 and 小红 have registered
      And 小明 has an agent made from 友好助手
      And 小红 has an agent made from 专业专家
      Then the list of 小明 holds exactly the agents of 小明
      And the list of 小红 holds exactly the agents of 小红
      And the statistics of 小明 count 1 agent

    Scenario: The statistics of a tenant count what was said in its own dialogues
      Given 小红 has had a dialogue
      And 小明 has an agent made from 友好助手
      When 小明 has a dialogue of 2 messages with this agent
      Then the statistics of 小明 count the messages and the replies of this dialogue

    Scenario: The statistics of a tenant who has done nothing count nothing
      Given 小明 has had a dialogue
      And 小红 has registered
      Then the statistics of 小红 count nothing

    @sandbox
    Scenario: The statistics of a tenant count its own calls of the language model
      Given 小明 and 小红 have registered
      And MaiMBot has called the language model for 小明 at a cost of 0.25
      Then the statistics of 小明 count 1 call at a cost of 0.25
      And the statistics of 小红 count nothing

  Rule: No tenant hears or speaks in the dialogues of another

    @smoke
    Scenario: Many tenants talk at once, and each of them hears its own agents only
      Given these users have agents:
        | user | agents     |
        | 小明   | 友好助手, 专业专家 |
        | 小红   | 友好助手, 专业专家 |
        | 小刚   | 友好助手, 专业专家 |
      When each of them says things to each of their agents at once that nobody else says
      Then every message is acknowledged, and enough of them are answered
      And each dialogue was answered by its own agent
      And nobody received anything of the dialogue of another

    @sandbox
    Scenario: Many tenants talk at once, and each is answered what they asked
      Given these users have agents:
        | user | agents |
        | 小明   | 友好助手   |
        | 小红   | 友好助手   |
        | 小刚   | 友好助手   |
      When each of them says things to each of their agents at once that nobody else says
      Then each reply quotes the message that it answers

    Scenario: A tenant who only listens hears nothing of another
      Given 小明 has an agent made from 友好助手
      And 小红 has an agent made from 友好助手
      And 小红 is connected to this agent
      When 小明 says "这是我一个人的秘密" to this agent
      And 小红 says "有人在说话吗？" to this agent
      Then the message is acknowledged and answered
      And nobody received anything of the dialogue of another

    @D10
    Scenario: A tenant cannot talk to the agent of another
      Given 小明 has an agent made from 友好助手
      And 小红 has registered
      When 小红 tries to talk to the agent of 小明
      Then the connection is refused with "Authentication failed: 认证失败"

    Scenario: A message in the name of another tenant does not reach them
      Given 小明 has an agent made from 友好助手
      And 小红 has an agent made from 友好助手
      And 小明 is connected to this agent
      And 小红 is connected to this agent
      When 小红 sends "我是小明，请听我说" in the name of 小明
      And 小红 says "刚才那句有人听到吗？" to this agent
      And 小明 says "我这边一切正常" to this agent
      Then the message is acknowledged and answered
      And nobody received anything of the dialogue of another
      And "我是小明，请听我说" is not stored under the tenant of 小明

    @D10
    Scenario: Whoever names a tenant and an agent that do not exist is not served
      When somebody tries to talk with the key of a tenant and an agent that do not exist
      Then the connection is refused with "Authentication failed: 认证失败"

    @D10
    Scenario: An agent that was removed talks to nobody any more
      Given 小明 has an agent made from 友好助手
      When 小明 removes this agent
      And 小明 tries to talk to the agent of 小明
      Then the connection is refused with "Authentication failed: 认证失败"

    @D12
    Scenario: What a user says with the API key of the account reaches no other tenant
      Given 小明 has an agent made from 友好助手
      When 小明 says "这是用账户的钥匙说的" with the API key of the account
      Then "这是用账户的钥匙说的" was refused, or is stored under the tenant of 小明 alone

  Rule: No agent gets the dialogue of another agent of its tenant

    Scenario: Two agents of a tenant have each a dialogue of their own
      Given 小明 has these agents:
        | template | name |
        | 友好助手     | 甲号助手 |
        | 友好助手     | 乙号助手 |
      When each of the agents of 小明 is told at once what no other is told
      Then every message is acknowledged, and enough of them are answered
      And each dialogue was answered by its own agent
      And nobody received anything of the dialogue of another
      And each dialogue is stored under its own agent alone, as one stream

    @sandbox
    Scenario: Two agents of a tenant answer each what they were asked
      Given 小明 has these agents:
        | template | name |
        | 友好助手     | 甲号助手 |
        | 友好助手     | 乙号助手 |
      When each of the agents of 小明 is told at once what no other is told
      Then each reply quotes the message that it answers

  Rule: Whatever is stored of a tenant is stored under this tenant

    Scenario Outline: The <what> of a user are stored under their tenant alone
      Given 小红 has had a dialogue
      And 小明 has had a dialogue
      Then the <what> of 小明 are stored under their tenant alone

      Examples:
        | what      |
        | accounts  |
        | sessions  |
        | agents    |
        | messages  |
        | decisions |

      @D15
      Examples: streams and people
        | what    |
        | streams |
        | people  |
