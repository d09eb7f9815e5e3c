@registration
Feature: Registration
  Whoever registers with MaiMBot gets an account, a tenant of their own, a token to work with
  and an API key. Everything that follows rests on this: a tenant that is shared by mistake,
  or a name that two people hold, cannot be repaired later.

  Rule: Registering opens a tenant of one's own

    @smoke
    Scenario: A new user gets the account and the tenant that they asked for
      When 小明 registers as:
        | tenant name  | 小明的工作室      |
        | tenant type  | personal    |
        | phone number | 13800138000 |
      Then the account of 小明 is as it was asked for
      And the account of 小明 is active

    Scenario: A new user can work at once with the token that came with the account
      When 小明 registers
      Then the token of 小明 opens the profile of 小明
      And the token of 小明 is valid for 24 hours

    Scenario: A new user gets an API key, and it stays the same until it is renewed
      Given 小明 has registered
      When 小明 asks for the API key
      Then it is the API key that came with the account of 小明

    Scenario: Whoever renews the API key gets another one, and the account shows it
      Given 小明 has registered
      When 小明 renews the API key
      Then the API key of 小明 is another one than before
      And the profile of 小明 shows the new API key

    Scenario: Several users who register get a tenant, an account and an API key each
      When these users register:
        | user |
        | 小明   |
        | 小红   |
        | 小刚   |
      Then no two of them share a tenant, an account or an API key
      And each of them sees their own profile

    Scenario: A user without an e-mail address is welcome
      When 小明 registers without an e-mail address
      Then the account of 小明 has no e-mail address
      And the account of 小明 is active

    Scenario: A tenant that was given no name is named after its user
      When 小明 registers without a tenant name
      Then the tenant of 小明 is called by the username and "的租户"

    Scenario Outline: A <type> tenant can be opened
      When 小明 registers as:
        | tenant type | <type> |
      Then the tenant of 小明 is of the type <type>

      Examples:
        | type       |
        | personal   |
        | enterprise |

    Scenario: A user who is already in is remembered with one session
      When 小明 registers
      Then 1 session of 小明 is stored
      And the password of 小明 is not stored in readable form

  Rule: A username and an e-mail address belong to one user

    @smoke
    Scenario: A username that is taken is refused
      Given 小明 has registered
      When 小红 tries to register with the username of 小明
      Then this is refused as a conflict with "用户名已存在"
      And 小明 still signs in

    Scenario: An e-mail address that is taken is refused
      Given 小明 has registered
      When 小红 tries to register with the e-mail address of 小明
      Then this is refused as a conflict with "邮箱已被使用"

    Scenario: A username in capital letters is another username
      Given 小明 has registered
      When 小红 registers with the username of 小明 in capital letters
      Then no two of 小明 and 小红 share a tenant, an account or an API key
      And 小明 still signs in
      And 小红 still signs in

  Rule: A user signs in with their name and password

    @smoke
    Scenario: A user who signs in gets a new token for the same account
      Given 小明 has registered
      When 小明 signs in
      Then 小明 is in the same account as before
      And the token of 小明 opens the profile of 小明

    Scenario: Signing in is counted and remembered
      Given 小明 has registered
      When 小明 signs in
      Then 小明 has signed in 2 times
      And 2 sessions of 小明 are stored

    Scenario: A wrong password is refused
      Given 小明 has registered
      When 小明 tries to sign in with the password "不是这个密码"
      Then this is refused as unauthorized with "用户名或密码错误"

    Scenario: A user who never registered is refused in the same words as a wrong password
      When somebody tries to sign in with the username "nobody_here_at_all"
      Then this is refused as unauthorized with "用户名或密码错误"

  Rule: The data of a tenant can be changed by its owner

    Scenario: A tenant can be renamed
      Given 小明 has registered
      When 小明 renames the tenant to "小明的新家"
      Then the tenant of 小明 is called "小明的新家"

    Scenario: A tenant that is renamed keeps everything else
      Given 小明 has registered as:
        | tenant name  | 小明的工作室      |
        | phone number | 13800138000 |
      When 小明 renames the tenant to "小明的新家"
      Then everything about 小明 but the tenant name is as it was asked for

    Scenario: A tenant cannot take another tenant's e-mail address
      Given 小明 and 小红 have registered
      When 小明 tries to take the e-mail address of 小红
      Then this is refused as a conflict with "邮箱已被其他用户使用"

    Scenario: A personal tenant can be upgraded once
      Given 小明 has registered
      When 小明 upgrades the tenant
      Then the tenant of 小明 is of the type enterprise
      But 小明 cannot upgrade the tenant again because of "租户已经是企业版"
