@bad-input
Feature: Bad input for accounts
  What cannot be an account, a sign-in or a change of a tenant is refused with the reason, and leaves no
  trace.
  To try another input, add a row. A value is written like "text", 42, null, ["a", "b"] or {"a": 1}.
  missing leaves the field out. "名" × 101 repeats a text. "名" filled to 50 repeats its last character until
  there are 50. \\u202e is a character by its number. {own} is a name that only this user has.

  Rule: What makes no account is refused, and nothing is stored

    Scenario Outline: <what> makes no account
      When 小明 asks to be registered with this <field>: <value>
      Then this is refused as invalid because of <field> with "<message>"
      And nothing of 小明 is stored
      And MaiMBot still serves 小明

      Examples: usernames
        | what                                  | field    | value                                                 | message                        |
        | An empty username                     | username | ""                                                    | 用户名长度必须在3-50个字符之间              |
        | A username of two characters          | username | "甲乙"                                                  | 用户名长度必须在3-50个字符之间              |
        | A username of two emoji               | username | "😀🐱"                                                | 用户名长度必须在3-50个字符之间              |
        | A username of 51 characters           | username | "{own}u" filled to 51                                 | 用户名长度必须在3-50个字符之间              |
        | A username of 51 Chinese characters   | username | "{own}名" filled to 51                                 | 用户名长度必须在3-50个字符之间              |
        | A username of a million characters    | username | "名" × 1000000                                         | 用户名长度必须在3-50个字符之间              |
        | A path of 59 characters as a username | username | "../../../../../../../../../../../../../../etc/{own}" | 用户名长度必须在3-50个字符之间              |
        | No username                           | username | missing                                               | Field required                 |
        | A username of null                    | username | null                                                  | Input should be a valid string |
        | A number as a username                | username | 12345                                                 | Input should be a valid string |
        | A truth value as a username           | username | true                                                  | Input should be a valid string |
        | A list as a username                  | username | ["{own}"]                                             | Input should be a valid string |
        | An object as a username               | username | {"$ne": null}                                         | Input should be a valid string |

      @D07
      Examples: usernames of blanks
        | what                               | field    | value                   | message  |
        | A username of three blanks         | username | "   "                   | 用户名不能为空白 |
        | A username of three wide blanks    | username | "\\u3000\\u3000\\u3000" | 用户名不能为空白 |
        | A username of tabs and line breaks | username | "\\t\\n\\t"             | 用户名不能为空白 |

      Examples: passwords
        | what                                  | field    | value            | message                        |
        | An empty password                     | password | ""               | 密码长度不能少于6个字符                   |
        | A password of five characters         | password | "12345"          | 密码长度不能少于6个字符                   |
        | A password of five Chinese characters | password | "密码太短了"          | 密码长度不能少于6个字符                   |
        | A password of five emoji              | password | "😀" × 5         | 密码长度不能少于6个字符                   |
        | No password                           | password | missing          | Field required                 |
        | A password of null                    | password | null             | Input should be a valid string |
        | A number as a password                | password | 123456           | Input should be a valid string |
        | A list as a password                  | password | ["123456"]       | Input should be a valid string |
        | An object as a password               | password | {"is": "123456"} | Input should be a valid string |

      Examples: e-mail addresses
        | what                                              | field          | value                                                                           | message                                                              |
        | An e-mail address without an @                    | e-mail address | "nope"                                                                          | An email address must have an @-sign.                                |
        | An empty e-mail address                           | e-mail address | ""                                                                              | An email address must have an @-sign.                                |
        | A piece of SQL as an e-mail address               | e-mail address | "' OR 1=1 --"                                                                   | An email address must have an @-sign.                                |
        | An e-mail address with nothing before the @       | e-mail address | "@example.com"                                                                  | There must be something before the @-sign.                           |
        | An e-mail address with nothing after the @        | e-mail address | "{own}@"                                                                        | There must be something after the @-sign.                            |
        | An e-mail address with a blank in it              | e-mail address | "{own} x@example.com"                                                           | The email address contains invalid characters before the @-sign      |
        | An e-mail address with a control character        | e-mail address | "{own}\\u0000@example.com"                                                      | The email address contains invalid characters before the @-sign      |
        | An e-mail address that begins with a period       | e-mail address | ".{own}@example.com"                                                            | An email address cannot start with a period.                         |
        | An e-mail address with a period before the @      | e-mail address | "{own}.@example.com"                                                            | An email address cannot have a period immediately before the @-sign. |
        | An e-mail address with two periods in a row       | e-mail address | "a..{own}@example.com"                                                          | An email address cannot have two periods in a row.                   |
        | An e-mail address whose host has no period        | e-mail address | "{own}@example"                                                                 | The part after the @-sign is not valid. It should have a period.     |
        | An e-mail address that ends with a period         | e-mail address | "{own}@example.com."                                                            | An email address cannot end with a period.                           |
        | An e-mail address whose host begins with a hyphen | e-mail address | "{own}@-example.com"                                                            | An email address cannot have a hyphen immediately after the @-sign.  |
        | An e-mail address with 65 characters before the @ | e-mail address | "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx@example.com" | The email address is too long before the @-sign                      |
        | A number as an e-mail address                     | e-mail address | 42                                                                              | Input should be a valid string                                       |
        | A list as an e-mail address                       | e-mail address | ["{own}@example.com"]                                                           | Input should be a valid string                                       |

      Examples: everything else
        | what                                     | field        | value           | message                        |
        | An unknown type of tenant                | tenant type  | "vip"           | 租户类型必须是 personal 或 enterprise  |
        | An empty type of tenant                  | tenant type  | ""              | 租户类型必须是 personal 或 enterprise  |
        | A type of tenant in capital letters      | tenant type  | "ENTERPRISE"    | 租户类型必须是 personal 或 enterprise  |
        | A type of tenant with a blank at its end | tenant type  | "personal "     | 租户类型必须是 personal 或 enterprise  |
        | A type of tenant of null                 | tenant type  | null            | Input should be a valid string |
        | A number as a type of tenant             | tenant type  | 1               | Input should be a valid string |
        | A number as a phone number               | phone number | 13800138000     | Input should be a valid string |
        | A list as a phone number                 | phone number | ["13800138000"] | Input should be a valid string |
        | A number as a tenant name                | tenant name  | 42              | Input should be a valid string |
        | An object as a tenant name               | tenant name  | {"zh": "工作室"}   | Input should be a valid string |

  Rule: What is no sign-in is refused, and nobody is in

    Scenario Outline: <what> cannot be signed in with
      Given 小明 has registered
      When 小明 asks to be signed in with this <field>: <value>
      Then this is refused as invalid because of <field> with "<message>"
      And everything of 小明 is as it was
      And MaiMBot still serves 小明

      Examples:
        | what                        | field    | value       | message                        |
        | No username                 | username | missing     | Field required                 |
        | A username of null          | username | null        | Input should be a valid string |
        | A number as a username      | username | 42          | Input should be a valid string |
        | An object as a username     | username | {"$gt": ""} | Input should be a valid string |
        | No password                 | password | missing     | Field required                 |
        | A password of null          | password | null        | Input should be a valid string |
        | A number as a password      | password | 123456      | Input should be a valid string |
        | A truth value as a password | password | true        | Input should be a valid string |
        | An object as a password     | password | {"$ne": ""} | Input should be a valid string |

    Scenario Outline: <what> opens no account
      Given 小明 has registered
      When 小明 asks to be signed in with this <field>: <value>
      Then this is refused as unauthorized with "用户名或密码错误"
      And everything of 小明 is as it was
      And MaiMBot still serves 小明

      Examples:
        | what                                        | field    | value          |
        | An empty username                           | username | ""             |
        | A username with a blank at its end          | username | "{own} "       |
        | A username with an invisible character      | username | "{own}\\u200b" |
        | A username that ends in a control character | username | "{own}\\u0000" |
        | A username that is a pattern                | username | "%"            |
        | A username with a comment of SQL            | username | "{own}' --"    |
        | A username that is always true in SQL       | username | "' OR '1'='1"  |
        | A username that is a path                   | username | "../../{own}"  |
        | A username that is a piece of HTML          | username | "<b>{own}</b>" |
        | A username of a million characters          | username | "名" × 1000000  |
        | An empty password                           | password | ""             |
        | A password that is always true in SQL       | password | "' OR '1'='1"  |
        | A password that is a pattern                | password | "%"            |
        | A password of emoji                         | password | "😀" × 8       |
        | A password of a hundred thousand characters | password | "密" × 100000   |

    Scenario Outline: <what> renews no token
      Given 小明 has registered
      When 小明 asks for a new token with this refresh token: <value>
      Then this is refused with status 400 and "缺少刷新令牌"
      And everything of 小明 is as it was
      And MaiMBot still serves 小明

      Examples:
        | what                    | value   |
        | Nothing at all          | missing |
        | A refresh token of null | null    |
        | An empty refresh token  | ""      |

    @D06
    Scenario Outline: <what> is no refresh token
      Given 小明 has registered
      When 小明 asks for a new token with this refresh token: <value>
      Then this is refused as invalid because of refresh token with "Input should be a valid string"
      And everything of 小明 is as it was
      And MaiMBot still serves 小明

      Examples:
        | what      | value              |
        | A number  | 42                 |
        | A list    | ["a.b.c"]          |
        | An object | {"token": "a.b.c"} |

  Rule: What is no change of a tenant is refused, and the tenant stays as it was

    Scenario Outline: <what> changes no tenant
      Given 小明 has registered
      When 小明 asks to have the tenant changed to this <field>: <value>
      Then this is refused as invalid because of <field> with "<message>"
      And everything of 小明 is as it was
      And nothing of it is stored
      And MaiMBot still serves 小明

      Examples:
        | what                                | field                | value                     | message                            |
        | An e-mail address without an @      | e-mail address       | "nope"                    | 邮箱格式无效                             |
        | A piece of SQL as an e-mail address | e-mail address       | "' OR 1=1 --"             | 邮箱格式无效                             |
        | A number as an e-mail address       | e-mail address       | 42                        | Input should be a valid string     |
        | A list as an e-mail address         | e-mail address       | ["{own}@example.com"]     | Input should be a valid string     |
        | A number as a tenant name           | tenant name          | 42                        | Input should be a valid string     |
        | A truth value as a tenant name      | tenant name          | true                      | Input should be a valid string     |
        | A list as a tenant name             | tenant name          | ["工作室"]                   | Input should be a valid string     |
        | A number as a phone number          | phone number         | 13800138000               | Input should be a valid string     |
        | An object as a phone number         | phone number         | {"mobile": "13800138000"} | Input should be a valid string     |
        | A text as a configuration           | tenant configuration | "暗色主题"                    | Input should be a valid dictionary |
        | A list as a configuration           | tenant configuration | ["暗色主题"]                  | Input should be a valid dictionary |
        | A number as a configuration         | tenant configuration | 42                        | Input should be a valid dictionary |

    Scenario: An enterprise tenant that is upgraded again stays as it was
      Given 小明 has an enterprise tenant
      When 小明 asks for another upgrade of the tenant
      Then this is refused with status 400 and "租户已经是企业版"
      And everything of 小明 is as it was
      And MaiMBot still serves 小明
