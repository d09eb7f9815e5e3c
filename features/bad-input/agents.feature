@bad-input
Feature: Bad input for agents and templates
  What cannot be an agent, a change of an agent or a template is refused with the reason, and leaves no trace.
  To try another input, add a row. A value is written like "text", 42, null, ["a", "b"] or {"a": 1}.
  missing leaves the field out. "名" × 101 repeats a text. "名" filled to 50 repeats its last character until
  there are 50. \\u202e is a character by its number. {own} is a name that only this user has.

  Rule: What makes no agent is refused, and nothing is stored

    Scenario Outline: <what> makes no agent
      Given 小明 has registered
      When 小明 asks for an agent with this <field>: <value>
      Then this is refused as invalid because of <field> with "<message>"
      And everything of 小明 is as it was
      And nothing of it is stored
      And MaiMBot still serves 小明

      Examples:
        | what                             | field          | value                  | message                            |
        | An empty name                    | name           | ""                     | Agent名称长度必须在1-100个字符之间             |
        | A name of 101 characters         | name           | "名" × 101              | Agent名称长度必须在1-100个字符之间             |
        | A name of 101 emoji              | name           | "😀" × 101             | Agent名称长度必须在1-100个字符之间             |
        | A name of a million characters   | name           | "名" × 1000000          | Agent名称长度必须在1-100个字符之间             |
        | No name                          | name           | missing                | Field required                     |
        | A name of null                   | name           | null                   | Input should be a valid string     |
        | A number as a name               | name           | 42                     | Input should be a valid string     |
        | A truth value as a name          | name           | false                  | Input should be a valid string     |
        | A list as a name                 | name           | ["小助手"]                | Input should be a valid string     |
        | An object as a name              | name           | {"zh": "小助手"}          | Input should be a valid string     |
        | A number as a description        | description    | 42                     | Input should be a valid string     |
        | A list as tags                   | tags           | ["聊天", "日常"]           | Input should be a valid string     |
        | A number as tags                 | tags           | 42                     | Input should be a valid string     |
        | A number as a template           | template       | 1                      | Input should be a valid string     |
        | A list as a template             | template       | ["friendly_assistant"] | Input should be a valid string     |
        | A number as a persona            | persona        | 42                     | Input should be a valid string     |
        | An object as a persona           | persona        | {"语气": "活泼"}           | Input should be a valid string     |
        | A text as traits                 | traits         | "幽默"                   | Input should be a valid dictionary |
        | A list as traits                 | traits         | ["幽默"]                 | Input should be a valid dictionary |
        | A number as a memory             | memory         | 42                     | Input should be a valid dictionary |
        | A text as plugins                | plugins        | "天气"                   | Input should be a valid list       |
        | A list with a number as plugins  | plugins        | [1]                    | Input should be a valid string     |
        | An object as settings of its own | own settings   | {"语气": "活泼"}           | Input should be a valid string     |
        | A number as settings of the bot  | bot settings   | 42                     | Input should be a valid string     |
        | A list as a response style       | response style | ["简短"]                 | Input should be a valid string     |

    Scenario Outline: From <what> no agent is made
      Given 小明 has registered
      When 小明 asks for an agent with this template: <value>
      Then this is not found, with "指定的Agent模板不存在"
      And everything of 小明 is as it was
      And nothing of it is stored
      And MaiMBot still serves 小明

      Examples:
        | what                                   | value                   |
        | a template that does not exist         | "no_such_template"      |
        | a template in capital letters          | "FRIENDLY_ASSISTANT"    |
        | a template with a blank at its end     | "friendly_assistant "   |
        | a template called by its Chinese name  | "友好助手"                  |
        | a template that is always true in SQL  | "' OR '1'='1"           |
        | a template that is a pattern           | "%"                     |
        | a template that is a path              | "../friendly_assistant" |
        | a template that is a control character | "\\u0000"               |
        | a template of ten thousand characters  | "模" × 10000             |

    @alone
    Scenario: An agent that is refused counts as no use of its template
      Given 小明 has registered
      And the uses of all templates are known
      When 小明 asks for an agent from 友好助手 with this name: ""
      Then this is refused as invalid because of name with "Agent名称长度必须在1-100个字符之间"
      And every template has been used as often as before

    Scenario Outline: Whoever comes <how> instead of a token makes no agent
      Given 小明 has registered
      When 小明 asks for an agent with the credentials "<credentials>"
      Then this is refused as unauthorized with "未提供认证令牌"
      And everything of 小明 is as it was
      And MaiMBot still serves 小明

      Examples:
        | how                                 | credentials                |
        | with nothing                        |                            |
        | with a name and a password          | Basic eGlhb21pbmc6MTIzNDU2 |
        | with credentials of an unknown kind | Token abc                  |

    @D01
    Scenario Outline: A token that is <what> makes no agent
      Given 小明 has registered
      When 小明 asks for an agent with the token "<token>"
      Then this is refused as unauthorized with "令牌无效"
      And everything of 小明 is as it was
      And MaiMBot still serves 小明

      Examples:
        | what                          | token            |
        | one character                 | x                |
        | three parts that mean nothing | a.b.c            |
        | four parts                    | a.b.c.d          |
        | a piece of SQL                | ' OR '1'='1      |
        | a path                        | ../../etc/passwd |

  Rule: What is no change of an agent is refused, and the agent stays as it was

    Scenario Outline: <what> changes no agent
      Given 小明 has an agent made from 友好助手
      When 小明 asks to have this agent changed to this <field>: <value>
      Then this is refused as invalid because of <field> with "<message>"
      And everything of 小明 is as it was
      And nothing of it is stored
      And MaiMBot still serves 小明

      Examples:
        | what                             | field          | value        | message                            |
        | A number as a name               | name           | 42           | Input should be a valid string     |
        | A truth value as a name          | name           | true         | Input should be a valid string     |
        | A list as a name                 | name           | ["新名字"]      | Input should be a valid string     |
        | A number as a description        | description    | 42           | Input should be a valid string     |
        | A list as tags                   | tags           | ["聊天", "日常"] | Input should be a valid string     |
        | An object as a persona           | persona        | {"语气": "活泼"} | Input should be a valid string     |
        | A text as traits                 | traits         | "幽默"         | Input should be a valid dictionary |
        | A list as traits                 | traits         | ["幽默"]       | Input should be a valid dictionary |
        | A number as a memory             | memory         | 42           | Input should be a valid dictionary |
        | A text as plugins                | plugins        | "天气"         | Input should be a valid list       |
        | A list with a number as plugins  | plugins        | [1]          | Input should be a valid string     |
        | An object as settings of its own | own settings   | {"语气": "活泼"} | Input should be a valid string     |
        | A number as settings of the bot  | bot settings   | 42           | Input should be a valid string     |
        | A list as a response style       | response style | ["简短"]       | Input should be a valid string     |

      @D08
      Examples: names of a length that no agent could be made with
        | what                           | field | value         | message                |
        | An empty name                  | name  | ""            | Agent名称长度必须在1-100个字符之间 |
        | A name of 101 characters       | name  | "名" × 101     | Agent名称长度必须在1-100个字符之间 |
        | A name of 101 emoji            | name  | "😀" × 101    | Agent名称长度必须在1-100个字符之间 |
        | A name of a million characters | name  | "名" × 1000000 | Agent名称长度必须在1-100个字符之间 |

    Scenario Outline: An agent called by <what> cannot be found to <do> it
      Given 小明 has an agent made from 友好助手
      When 小明 asks to <do> the agent with the number: <value>
      Then this is not found, with "Agent不存在"
      And everything of 小明 is as it was
      And MaiMBot still serves 小明

      Examples:
        | what                                | do      | value                    |
        | a number that nobody has            | look at | "agent_0000000000000000" |
        | a word that is always true in SQL   | look at | "' OR '1'='1"            |
        | a pattern                           | look at | "agent_%"                |
        | a Chinese word                      | look at | "智能体"                    |
        | a piece of HTML                     | look at | "<b>agent<b>"            |
        | a control character                 | look at | "agent_\\u0007"          |
        | a text that runs from right to left | look at | "\\u202e智能体"             |
        | two thousand characters             | look at | "agent" × 400            |
        | a number that nobody has            | rename  | "agent_0000000000000000" |
        | a word that is always true in SQL   | rename  | "' OR '1'='1"            |
        | a pattern                           | rename  | "agent_%"                |
        | an emoji                            | rename  | "😀"                     |
        | a number that nobody has            | remove  | "agent_0000000000000000" |
        | a word that is always true in SQL   | remove  | "' OR '1'='1"            |
        | a pattern                           | remove  | "agent_%"                |
        | a star                              | remove  | "*"                      |

  Rule: What makes no template is refused, and nothing is stored

    Scenario Outline: <what> makes no template
      Given 小明 has an enterprise tenant
      When 小明 asks for a template with this <field>: <value>
      Then this is refused as invalid because of <field> with "<message>"
      And everything of 小明 is as it was
      And nothing of it is stored
      And MaiMBot still serves 小明

      Examples:
        | what                                      | field           | value                 | message                            |
        | An empty number                           | template number | ""                    | 模板ID长度必须在3-50个字符之间                 |
        | A number of two characters                | template number | "甲乙"                  | 模板ID长度必须在3-50个字符之间                 |
        | A number of 51 characters                 | template number | "{own}t" filled to 51 | 模板ID长度必须在3-50个字符之间                 |
        | A number of a hundred thousand characters | template number | "模" × 100000          | 模板ID长度必须在3-50个字符之间                 |
        | No number                                 | template number | missing               | Field required                     |
        | A number of null                          | template number | null                  | Input should be a valid string     |
        | A number that is no text                  | template number | 12345                 | Input should be a valid string     |
        | An empty name                             | name            | ""                    | 模板名称长度必须在1-100个字符之间                |
        | A name of 101 characters                  | name            | "名" × 101             | 模板名称长度必须在1-100个字符之间                |
        | A name of 101 emoji                       | name            | "😀" × 101            | 模板名称长度必须在1-100个字符之间                |
        | No name                                   | name            | missing               | Field required                     |
        | A name of null                            | name            | null                  | Input should be a valid string     |
        | A list as a name                          | name            | ["模板"]                | Input should be a valid string     |
        | No persona                                | persona         | missing               | Field required                     |
        | A persona of null                         | persona         | null                  | Input should be a valid string     |
        | A number as a persona                     | persona         | 42                    | Input should be a valid string     |
        | A category of null                        | category        | null                  | Input should be a valid string     |
        | A number as a category                    | category        | 42                    | Input should be a valid string     |
        | A text as tags                            | tags            | "聊天"                  | Input should be a valid list       |
        | A list with a number as tags              | tags            | [1]                   | Input should be a valid string     |
        | A text as traits                          | traits          | "幽默"                  | Input should be a valid dictionary |
        | A list as a schema                        | schema          | []                    | Input should be a valid dictionary |
        | A number as defaults                      | defaults        | 42                    | Input should be a valid dictionary |
        | A text as plugins                         | plugins         | "天气"                  | Input should be a valid list       |
        | A number as a description                 | description     | 42                    | Input should be a valid string     |

    Scenario Outline: A template that takes the number of <what> is refused
      Given 小明 has an enterprise tenant
      When 小明 asks for a template with this template number: <value>
      Then this is refused as a conflict with "模板ID已存在"
      And everything of 小明 is as it was
      And nothing of it is stored
      And MaiMBot still serves 小明

      Examples:
        | what | value                |
        | 友好助手 | "friendly_assistant" |
        | 高效助手 | "efficient_helper"   |

    Scenario Outline: A personal tenant that asks for a template <what> is refused
      Given 小明 has registered
      When 小明 asks for a template with this <field>: <value>
      Then this is refused as forbidden with "没有权限创建Agent模板"
      And everything of 小明 is as it was
      And nothing of it is stored
      And MaiMBot still serves 小明

      Examples:
        | what                  | field           | value                |
        | that is sound         | name            | "自己的模板"              |
        | whose number is taken | template number | "friendly_assistant" |

    Scenario Outline: Under <what> no template is found
      When 小明 looks at the template with the number: <value>
      Then this is not found, with "Agent模板不存在"
      And MaiMBot still serves 小明

      Examples:
        | what                              | value                 |
        | a number in capital letters       | "FRIENDLY_ASSISTANT"  |
        | a number with a blank at its end  | "friendly_assistant " |
        | a word that is always true in SQL | "' OR '1'='1"         |
        | a pattern                         | "%"                   |
        | a Chinese name                    | "友好助手"                |
        | a control character               | "\\u0007"             |
        | an emoji                          | "😀"                  |
        | two thousand characters           | "template" × 250      |

    Scenario Outline: Whether templates are active cannot be asked with <what>
      When 小明 looks at the templates with this active: <value>
      Then this is refused as invalid because of active with "Input should be a valid boolean"
      And MaiMBot still serves 小明

      Examples:
        | what                        | value      |
        | an unknown word             | "maybe"    |
        | nothing                     | ""         |
        | a number other than 0 and 1 | 2          |
        | a Chinese word              | "是"        |
        | a piece of SQL              | "1 OR 1=1" |

    Scenario Outline: In a category called by <what> there is no template
      When 小明 looks at the templates with this category: <value>
      Then no template is offered
      And MaiMBot still serves 小明

      Examples:
        | what                              | value              |
        | an unknown word                   | "no_such_category" |
        | capital letters                   | "GENERAL"          |
        | a pattern                         | "%"                |
        | a word that is always true in SQL | "' OR '1'='1"      |
        | an emoji                          | "😀"               |
