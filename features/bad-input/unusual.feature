@bad-input
Feature: Unusual input
  Whatever a tenant calls things, MaiMBot keeps it character by character, and nothing else changes.
  To try another input, add a row. A value is written like "text", 42, null, ["a", "b"] or {"a": 1}.
  missing leaves the field out. "名" × 101 repeats a text. "名" filled to 50 repeats its last character until
  there are 50. \\u202e is a character by its number. {own} is a name that only this user has.
  Where there is room for three characters only, {rare} stands for three that hardly anybody else has.

  Rule: Unusual but harmless input is accepted and kept as it was given

    Scenario Outline: An account can have <what>
      When 小明 asks to be registered with this <field>: <value>
      Then 小明 has the account that was asked for, character by character
      And MaiMBot still serves 小明

      Examples:
        | what                                             | field          | value                         |
        | a username of three characters                   | username       | "{rare}"                      |
        | a username of 50 characters                      | username       | "{own}u" filled to 50         |
        | a username of 50 Chinese characters              | username       | "{own}名" filled to 50         |
        | a username of 50 characters with emoji           | username       | "{own}😀" filled to 50        |
        | a username with blanks at both ends              | username       | " {own} "                     |
        | a username with a comment of SQL                 | username       | "{own}' OR 1=1 --"            |
        | a username with a piece of HTML                  | username       | "<b>{own}</b>"                |
        | a username that is a path                        | username       | "../{own}/.."                 |
        | a username that runs from right to left          | username       | "\\u202e{own}\\u202c"         |
        | a username with a control character              | username       | "{own}\\u0007"                |
        | a username with a colon and percent signs        | username       | "{own}:%00%"                  |
        | no e-mail address                                | e-mail address | missing                       |
        | an e-mail address of null                        | e-mail address | null                          |
        | an e-mail address with a plus sign               | e-mail address | "{own}+标签@example.com"        |
        | a phone number of null                           | phone number   | null                          |
        | a phone number that is no number                 | phone number   | "打给我吧😀"                      |
        | a field that MaiMBot does not know               | is_admin       | true                          |
        | a tenant name of ten thousand characters         | tenant name    | "室" × 10000                   |
        | a tenant name of a piece of HTML                 | tenant name    | "<script>alert('名')</script>" |
        | a tenant name of a piece of SQL                  | tenant name    | "'); DROP TABLE agents; --"   |
        | a tenant name of a path                          | tenant name    | "../../etc/passwd"            |
        | a tenant name of emoji                           | tenant name    | "😀👨‍👩‍👧🏳️‍🌈"            |
        | a tenant name of text from right to left         | tenant name    | "\\u202eمرحبا\\u202c 你好"      |
        | a tenant name of control characters              | tenant name    | "一\\u0007二\\u001b[31m三"       |
        | a tenant name of a character of number zero      | tenant name    | "一\\u0000二"                   |
        | a tenant name of line breaks and tabs            | tenant name    | "一\\n二\\t三"                   |
        | a tenant name of blanks at both ends             | tenant name    | "  两头有空格  "                   |
        | a tenant name of quotation marks and backslashes | tenant name    | "\\"引号\\" '和' \\\\反斜杠\\\\"    |
        | a tenant name of combining characters            | tenant name    | "e\\u0301 ñ Å"                |
        | a tenant name of placeholders of templates       | tenant name    | "{{7*7}} ${HOME} %s %n"       |

    Scenario Outline: A password of <what> opens its account, and one that is like it does not
      When 小明 asks to be registered with this password: <value>
      Then 小明 signs in with this password, and with none that is a character longer or shorter

      Examples:
        | what                               | value             |
        | six characters                     | "123456"          |
        | emoji and blanks                   | "  😀 😀  "       |
        | a hundred Chinese characters       | "密" × 100         |
        | SQL and a character of number zero | "' OR \\u00001=1" |

    Scenario Outline: An agent can have <what>
      Given 小明 has registered
      When 小明 asks for an agent with this <field>: <value>
      Then 小明 has the agent that was asked for, character by character
      And MaiMBot still serves 小明

      Examples:
        | what                                           | field        | value                         |
        | a name of one character                        | name         | "名"                           |
        | a name of 100 characters                       | name         | "名" × 100                     |
        | a name of 100 emoji                            | name         | "😀" × 100                    |
        | a description of null                          | description  | null                          |
        | a description of a hundred thousand characters | description  | "长" × 100000                  |
        | tags that are one text                         | tags         | "聊天,日常;😀"                    |
        | a persona of a hundred thousand characters     | persona      | "慢" × 100000                  |
        | a persona of emoji                             | persona      | "🐱🐱🐱"                      |
        | settings of its own that are no settings       | own settings | "随便写的"                        |
        | a field that MaiMBot does not know             | is_admin     | true                          |
        | a name of a piece of HTML                      | name         | "<script>alert('名')</script>" |
        | a name of a piece of SQL                       | name         | "'); DROP TABLE agents; --"   |
        | a name of a path                               | name         | "../../etc/passwd"            |
        | a name of emoji                                | name         | "😀👨‍👩‍👧🏳️‍🌈"            |
        | a name of text from right to left              | name         | "\\u202eمرحبا\\u202c 你好"      |
        | a name of control characters                   | name         | "一\\u0007二\\u001b[31m三"       |
        | a name of a character of number zero           | name         | "一\\u0000二"                   |
        | a name of line breaks and tabs                 | name         | "一\\n二\\t三"                   |
        | a name of blanks at both ends                  | name         | "  两头有空格  "                   |
        | a name of quotation marks and backslashes      | name         | "\\"引号\\" '和' \\\\反斜杠\\\\"    |
        | a name of combining characters                 | name         | "e\\u0301 ñ Å"                |
        | a name of placeholders of templates            | name         | "{{7*7}} ${HOME} %s %n"       |

    Scenario Outline: An agent can be changed to <what>
      Given 小明 has an agent made from 友好助手
      When 小明 asks to have this agent changed to this <field>: <value>
      Then this agent of 小明 is as it was asked for, character by character, and as before in all else
      And MaiMBot still serves 小明

      Examples:
        | what                                        | field       | value                         |
        | a name of one character                     | name        | "名"                           |
        | a name of 100 characters                    | name        | "名" × 100                     |
        | a name of 100 emoji                         | name        | "😀" × 100                    |
        | a persona of a hundred thousand characters  | persona     | "慢" × 100000                  |
        | tags that are one text                      | tags        | "聊天,日常;😀"                    |
        | a description of a piece of HTML            | description | "<script>alert('名')</script>" |
        | a description of a piece of SQL             | description | "'); DROP TABLE agents; --"   |
        | a description of a path                     | description | "../../etc/passwd"            |
        | a description of emoji                      | description | "😀👨‍👩‍👧🏳️‍🌈"            |
        | a description of text from right to left    | description | "\\u202eمرحبا\\u202c 你好"      |
        | a description of control characters         | description | "一\\u0007二\\u001b[31m三"       |
        | a description of a character of number zero | description | "一\\u0000二"                   |
        | a description of line breaks and tabs       | description | "一\\n二\\t三"                   |

    Scenario Outline: A tenant can be changed to <what>
      Given 小明 has registered
      When 小明 asks to have the tenant changed to this <field>: <value>
      Then the tenant of 小明 is as it was asked for, character by character, and as before in all else
      And MaiMBot still serves 小明

      Examples:
        | what                                         | field          | value                         |
        | an e-mail address at a host without a period | e-mail address | "{own}@本地"                    |
        | a phone number that is no number             | phone number   | "打给我吧😀"                      |
        | a name of ten thousand characters            | tenant name    | "室" × 10000                   |
        | a name of a piece of HTML                    | tenant name    | "<script>alert('名')</script>" |
        | a name of a piece of SQL                     | tenant name    | "'); DROP TABLE agents; --"   |
        | a name of a path                             | tenant name    | "../../etc/passwd"            |
        | a name of emoji                              | tenant name    | "😀👨‍👩‍👧🏳️‍🌈"            |
        | a name of text from right to left            | tenant name    | "\\u202eمرحبا\\u202c 你好"      |
        | a name of control characters                 | tenant name    | "一\\u0007二\\u001b[31m三"       |
        | a name of a character of number zero         | tenant name    | "一\\u0000二"                   |
        | a name of line breaks and tabs               | tenant name    | "一\\n二\\t三"                   |

    @D09
    Scenario Outline: A template can have <what>
      Given 小明 has an enterprise tenant
      When 小明 asks for a template with this <field>: <value>
      Then the template that was asked for is there, character by character
      And MaiMBot still serves 小明

      Examples:
        | what                                       | field           | value                         |
        | a number of three characters               | template number | "{rare}"                      |
        | a number of 50 characters                  | template number | "{own}t" filled to 50         |
        | a number with a comment of SQL             | template number | "{own}' OR 1=1 --"            |
        | a name of one character                    | name            | "名"                           |
        | a name of 100 emoji                        | name            | "😀" × 100                    |
        | a category of its own                      | category        | "自己的类别"                       |
        | tags of every kind                         | tags            | ["聊天", "😀", "<b>"]           |
        | a persona of a hundred thousand characters | persona         | "慢" × 100000                  |
        | a description of a piece of HTML           | description     | "<script>alert('名')</script>" |
        | a description of a piece of SQL            | description     | "'); DROP TABLE agents; --"   |
        | a description of a path                    | description     | "../../etc/passwd"            |
        | a description of emoji                     | description     | "😀👨‍👩‍👧🏳️‍🌈"            |
