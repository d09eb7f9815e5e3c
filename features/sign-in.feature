@sign-in
Feature: Sign-in
  A token is the key to a tenant. MaiMBot lets in whoever brings a sound one of their own: not one that
  was forged, has expired or has been given back.

  Rule: Only a sound token opens an account

    Scenario Outline: Nobody can <do> without a token
      Given 小明 has an agent made from 友好助手
      When somebody tries to <do> as 小明 with no token
      Then this is refused as unauthorized with "未提供认证令牌"
      And everything of 小明 is as it was

      Examples:
        | do                            |
        | look at the profile           |
        | sign out                      |
        | list the agents               |
        | create an agent               |
        | look at an agent              |
        | rename an agent               |
        | give an agent another persona |
        | remove an agent               |
        | create a template             |
        | look at the tenant            |
        | rename the tenant             |
        | read the statistics           |
        | look at the API key           |
        | renew the API key             |
        | upgrade the tenant            |

    @D01
    Scenario Outline: Nobody can <do> with a token that somebody else has signed
      Given 小明 has an agent made from 友好助手
      When somebody tries to <do> as 小明 with a token signed with another key
      Then this is refused as unauthorized with "令牌无效"
      And everything of 小明 is as it was

      Examples:
        | do                            |
        | look at the profile           |
        | sign out                      |
        | list the agents               |
        | create an agent               |
        | look at an agent              |
        | rename an agent               |
        | give an agent another persona |
        | remove an agent               |
        | create a template             |
        | look at the tenant            |
        | rename the tenant             |
        | read the statistics           |
        | look at the API key           |
        | renew the API key             |
        | upgrade the tenant            |

    @D01
    Scenario Outline: Nobody is let in with <token>
      Given 小明 and 小红 have registered
      When somebody tries to look at the profile as 小明 with <token>
      Then this is refused as unauthorized with "令牌无效"

      Examples:
        | token                                |
        | a word for a token                   |
        | a token without its last part        |
        | a token with another signature       |
        | a token with another user written in |
        | a token that nobody has signed       |
        | the API key for a token              |

      @sandbox
      Examples: signed with the key of MaiMBot, which only the sandbox tells
        | token                               |
        | a token signed by another algorithm |

    @D02
    Scenario: A token that was forged with the published key lets nobody in
      Given 小明 has registered
      When somebody tries to look at the profile as 小明 with a token signed with the published key
      Then nobody is let in

    @sandbox
    Scenario Outline: Nobody is let in with <token>, although MaiMBot has signed it
      Given 小明 and 小红 have registered
      When somebody tries to look at the profile as 小明 with <token>
      Then this is refused as unauthorized with "<message>"

      Examples:
        | token                                 | message |
        | a token that names no user            | 令牌格式无效  |
        | a token of a user who never was       | 用户不存在   |
        | a token of the tenant of another user | 用户不存在   |

    @sandbox
    @D03
    Scenario: A token that does not say what it is for lets nobody in
      Given 小明 has registered
      When somebody tries to look at the profile as 小明 with a token of no kind
      Then this is refused as unauthorized with "令牌类型无效"

    @D03
    Scenario: A refresh token is no key to an account
      Given 小明 has registered
      When somebody tries to look at the profile as 小明 with the refresh token
      Then this is refused as unauthorized with "令牌类型无效"

    Scenario: An access token renews no token
      Given 小明 has registered
      When somebody tries to renew the token as 小明 with the access token
      Then this is refused as unauthorized with "令牌类型无效"

    @D06
    Scenario Outline: No token is renewed with <token>
      Given 小明 and 小红 have registered
      When somebody tries to renew the token as 小明 with <token>
      Then this is refused as unauthorized with "令牌无效"
      And everything of 小明 is as it was

      Examples:
        | token                           |
        | a word for a token              |
        | a token signed with another key |
        | a token that nobody has signed  |
        | a token with another signature  |

  Rule: A token that has ended opens nothing

    @sandbox
    Scenario: Nobody is let in with a token that has expired
      Given 小明 has registered
      When somebody tries to look at the profile as 小明 with an expired token
      Then this is refused as unauthorized with "令牌已过期"

    @smoke
    @D04
    Scenario: Whoever signs out is out
      Given 小明 has registered
      When 小明 signs out
      And somebody tries to look at the profile as 小明 with the access token
      Then this is refused as unauthorized with "令牌无效"

    @D04
    Scenario: Whoever signs out cannot renew the token
      Given 小明 has registered
      When 小明 signs out
      And somebody tries to renew the token as 小明 with the refresh token
      Then this is refused as unauthorized with "令牌无效"

    Scenario: Whoever signs out on one device stays signed in on the other
      Given 小明 has registered
      And 小明 has signed in on another device
      When 小明 signs out on the other device
      And somebody tries to look at the profile as 小明 with the access token
      Then it is the profile of 小明

    Scenario: Signing out is confirmed
      Given 小明 has registered
      When somebody tries to sign out as 小明 with the access token
      Then this is granted with "登出成功"

  Rule: Who signs in or renews a token gets one that works

    Scenario: A token can be renewed without the password
      Given 小明 has registered
      When 小明 renews the token
      Then the token of 小明 opens the profile of 小明
      And the token of 小明 is another one than before

    Scenario: A renewed token does not end the one before
      Given 小明 has registered
      When 小明 renews the token
      Then the earlier token of 小明 opens the profile of 小明

    @D05
    Scenario: Whoever signs in twice within one second gets two tokens
      Given 小明 has registered
      When 小明 signs in 3 times within one second
      Then 小明 got 3 different tokens, and each of them opens the profile of 小明

  @sandbox
  Rule: An account that is disabled is closed to its owner

    Scenario: A user whose account is disabled cannot sign in
      Given 小明 has registered
      And the account of 小明 is disabled
      When 小明 tries to sign in
      Then this is refused as unauthorized with "用户账户已被禁用"

    Scenario Outline: A user whose account is disabled cannot <do>
      Given 小明 has an agent made from 友好助手
      And the account of 小明 is disabled
      When somebody tries to <do> as 小明 with <token>
      Then this is refused as unauthorized with "用户账户已被禁用"
      And everything of 小明 is as it was

      Examples:
        | do                  | token             |
        | look at the profile | the access token  |
        | create an agent     | the access token  |
        | rename the tenant   | the access token  |
        | renew the token     | the refresh token |

    Scenario: A user whose account is disabled talks to no agent
      Given 小明 has an agent made from 友好助手
      And the account of 小明 is disabled
      When 小明 tries to connect to this agent
      Then the connection is refused with "Authentication failed: 认证失败"

    Scenario: An account that is no longer disabled is as it was
      Given 小明 has an agent made from 友好助手
      And the account of 小明 is disabled
      And the account of 小明 is no longer disabled
      When 小明 says "我回来了" to this agent
      Then the message is acknowledged and answered
      And the token of 小明 opens the profile of 小明
