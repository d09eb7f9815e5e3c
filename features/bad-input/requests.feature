@bad-input
Feature: Requests that are no requests
  What is sent goes out as it is written in the table: nothing is an empty body, bytes are written in hex, and
  "x" × 1000 is the text x a thousand times. To try another body or address, add a row.

  Rule: What is no request at all is refused, and MaiMBot serves on

    Scenario Outline: <what> is no registration
      When 小明 sends as a registration: <body>
      Then this is refused with status <status> and "<message>"
      And nothing of 小明 is stored
      And MaiMBot still serves 小明

      Examples:
        | what                                   | body                        | status | message                                                             |
        | Nothing                                | nothing                     | 422    | Field required                                                      |
        | A null                                 | null                        | 422    | Field required                                                      |
        | A list                                 | []                          | 422    | Input should be a valid dictionary or object to extract fields from |
        | A list of a registration               | [{"username": "小明"}]        | 422    | Input should be a valid dictionary or object to extract fields from |
        | A number                               | 42                          | 422    | Input should be a valid dictionary or object to extract fields from |
        | A text in quotation marks              | "请让我注册"                     | 422    | Input should be a valid dictionary or object to extract fields from |
        | A truth value                          | true                        | 422    | Input should be a valid dictionary or object to extract fields from |
        | A text                                 | 请让我注册                       | 422    | JSON decode error                                                   |
        | An object that breaks off              | {"username":                | 422    | JSON decode error                                                   |
        | An object in single quotation marks    | {'username': 'x'}           | 422    | JSON decode error                                                   |
        | An object with a comma too many        | {"username": "x",}          | 422    | JSON decode error                                                   |
        | An object with something behind it     | {"username": "x"} {}        | 422    | JSON decode error                                                   |
        | An object with a broken escape         | {"username": "\\u00zz"}     | 422    | JSON decode error                                                   |
        | A piece of XML                         | <user><name>x</name></user> | 422    | JSON decode error                                                   |
        | A piece of a form                      | username=x                  | 422    | JSON decode error                                                   |
        | A body of two million characters       | "x" × 2000000               | 422    | JSON decode error                                                   |
        | Bytes that are no text                 | bytes 7b 22 ff 22 7d        | 400    | There was an error parsing the body                                 |
        | A list that is a hundred thousand deep | "[" × 100000                | 400    | There was an error parsing the body                                 |

    Scenario Outline: A registration that calls itself <what> is none
      When 小明 sends as a registration of the type <type>: <body>
      Then this is refused with status 422 and "Input should be a valid dictionary or object to extract fields from"
      And nothing of 小明 is stored
      And MaiMBot still serves 小明

      Examples:
        | what         | type                              | body              |
        | a form       | application/x-www-form-urlencoded | username=x        |
        | a plain text | text/plain                        | {"username": "x"} |
        | an XML       | application/xml                   | <user/>           |

    Scenario Outline: <what> is not <deed>
      Given 小明 has an enterprise tenant with an agent
      When 小明 sends as <deed>: <body>
      Then this is refused with status <status> and "<message>"
      And everything of 小明 is as it was
      And MaiMBot still serves 小明

      Examples: signing in
        | what                      | deed      | body                 | status | message                                                             |
        | Nothing                   | a sign-in | nothing              | 422    | Field required                                                      |
        | A list                    | a sign-in | []                   | 422    | Input should be a valid dictionary or object to extract fields from |
        | A text                    | a sign-in | 让我进去                 | 422    | JSON decode error                                                   |
        | An object that breaks off | a sign-in | {"name":             | 422    | JSON decode error                                                   |
        | A piece of bytes          | a sign-in | bytes 7b 22 ff 22 7d | 400    | There was an error parsing the body                                 |

      @D06
      Examples: renewing a token
        | what                      | deed                   | body        | status | message           |
        | A text                    | a renewal of the token | x           | 422    | JSON decode error |
        | An object that breaks off | a renewal of the token | {"refresh": | 422    | JSON decode error |
        | A piece of XML            | a renewal of the token | <token/>    | 422    | JSON decode error |

      Examples: working with agents, templates and the tenant
        | what                      | deed                   | body                 | status | message                                                             |
        | Nothing                   | a new agent            | nothing              | 422    | Field required                                                      |
        | A list                    | a new agent            | []                   | 422    | Input should be a valid dictionary or object to extract fields from |
        | A text                    | a new agent            | 让我进去                 | 422    | JSON decode error                                                   |
        | An object that breaks off | a new agent            | {"name":             | 422    | JSON decode error                                                   |
        | A piece of bytes          | a new agent            | bytes 7b 22 ff 22 7d | 400    | There was an error parsing the body                                 |
        | Nothing                   | a change of this agent | nothing              | 422    | Field required                                                      |
        | A list                    | a change of this agent | []                   | 422    | Input should be a valid dictionary or object to extract fields from |
        | A text                    | a change of this agent | 让我进去                 | 422    | JSON decode error                                                   |
        | An object that breaks off | a change of this agent | {"name":             | 422    | JSON decode error                                                   |
        | A piece of bytes          | a change of this agent | bytes 7b 22 ff 22 7d | 400    | There was an error parsing the body                                 |
        | Nothing                   | a new template         | nothing              | 422    | Field required                                                      |
        | A list                    | a new template         | []                   | 422    | Input should be a valid dictionary or object to extract fields from |
        | A text                    | a new template         | 让我进去                 | 422    | JSON decode error                                                   |
        | An object that breaks off | a new template         | {"name":             | 422    | JSON decode error                                                   |
        | A piece of bytes          | a new template         | bytes 7b 22 ff 22 7d | 400    | There was an error parsing the body                                 |
        | Nothing                   | a change of the tenant | nothing              | 422    | Field required                                                      |
        | A list                    | a change of the tenant | []                   | 422    | Input should be a valid dictionary or object to extract fields from |
        | A text                    | a change of the tenant | 让我进去                 | 422    | JSON decode error                                                   |
        | An object that breaks off | a change of the tenant | {"name":             | 422    | JSON decode error                                                   |
        | A piece of bytes          | a change of the tenant | bytes 7b 22 ff 22 7d | 400    | There was an error parsing the body                                 |

    Scenario Outline: The address "<address>" is not asked for by <method>
      Given 小明 has registered
      When 小明 asks for the address "<address>" by <method>
      Then this is refused with status 405 and "Method Not Allowed"
      And everything of 小明 is as it was
      And MaiMBot still serves 小明

      Examples:
        | address        | method |
        | agents         | POST   |
        | agents/        | PATCH  |
        | tenant/        | DELETE |
        | tenant/        | PATCH  |
        | tenant/upgrade | GET    |
        | tenant/stats   | POST   |
        | tenant/api-key | PUT    |
        | auth/register  | GET    |
        | auth/login     | DELETE |
        | auth/refresh   | PUT    |
        | auth/logout    | GET    |
        | auth/me        | POST   |

    Scenario Outline: At the address "<address>" there is nothing to <method>
      Given 小明 has registered
      When 小明 asks for the address "<address>" by <method>
      Then this is refused with status 404 and "Not Found"
      And everything of 小明 is as it was
      And MaiMBot still serves 小明

      Examples:
        | address             | method |
        | nope                | GET    |
        | nope                | POST   |
        | users               | GET    |
        | auth/admin          | POST   |
        | tenant/users        | GET    |
        | tenants/            | GET    |
        | agents/a/b/c        | GET    |
        | %E4%BD%A0%E5%A5%BD  | GET    |
        | tenant/'%20OR%201=1 | GET    |

  Rule: Of many who ask for the same at once, one gets it

    Scenario: Of twenty users who take the same name at the same moment, one gets it
      When 20 users register with the same username at once
      Then 1 of them gets it and 19 are refused with "用户名已存在"
      And the username is stored once
      And MaiMBot still serves 小明

    Scenario: Of twenty users who take the same e-mail address at the same moment, one gets it
      When 20 users register with the same e-mail address at once
      Then 1 of them gets it and 19 are refused with "邮箱已被使用"
      And the e-mail address is stored once
      And MaiMBot still serves 小明

    Scenario: Of ten tenants who change to the same e-mail address at the same moment, one gets it
      When 10 tenants take the same e-mail address at once
      Then 1 of them gets it and 9 are refused with "邮箱已被其他用户使用"
      And the e-mail address is stored once
      And MaiMBot still serves 小明

    @D09
    Scenario: Of twenty templates with the same number at the same moment, one is made
      Given 小明 has an enterprise tenant
      When 小明 creates 20 templates with the same number at once
      Then 1 of them gets it and 19 are refused with "模板ID已存在"
      And the template is stored once
      And MaiMBot still serves 小明

    Scenario: Twenty agents that are made at the same moment are twenty agents
      Given 小明 has registered
      When 小明 creates 20 agents at once
      Then all of it is done
      And each of the 20 agents of 小明 is there once
      And MaiMBot still serves 小明

    Scenario: An agent that is renamed twenty times at the same moment has one of the names
      Given 小明 has an agent made from 友好助手
      When 小明 renames this agent 20 times at once
      Then all of it is done
      And this agent of 小明 has one of these names, and everything else about it is as before
      And MaiMBot still serves 小明

    Scenario: An agent that is removed twenty times at the same moment is removed once
      Given 小明 has an agent made from 友好助手
      When 小明 removes this agent 20 times at once
      Then 1 of them is done and 19 are not found, with "Agent不存在"
      And 小明 has no agents
      And MaiMBot still serves 小明
