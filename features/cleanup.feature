@cleanup
Feature: Clean-up
  Acceptance tests run on systems that people use. Whatever a test made is removed afterwards, from every
  table it left a trace in; whatever it did not make stays exactly as it was, however alike it looks.

  Rule: A purge removes every trace of the users that it is meant for

    @smoke
    Scenario: After a purge nothing of a user is left in any table
      Given 小明 has an agent made from 友好助手
      And 小明 has had a dialogue of 2 messages with this agent
      When the traces of 小明 are purged
      Then no table holds a trace of 小明
      And 小明 cannot sign in any more

    Scenario Outline: A purge can be aimed <how>
      Given 小明 and 小红 have had a dialogue each
      When a purge is aimed <how> of 小明
      Then no table holds a trace of 小明
      And everything of 小红 is as it was

      Examples:
        | how                    |
        | at the user            |
        | at the tenant id       |
        | at the username prefix |

    Scenario: A purge says what it removed from which table
      Given 小明 has an agent made from 友好助手
      And 小明 has had a dialogue of 2 messages with this agent
      When the traces of 小明 are purged
      Then the clean-up report counts as many rows of every table as 小明 had
      And among them it counts:
        | table          | rows |
        | tenant_users   | 1    |
        | user_sessions  | 1    |
        | agents         | 1    |
        | messages       | 4    |
        | action_records | 4    |
      And the clean-up report says that nothing was left

    @sandbox
    @alone
    Scenario: After a purge every table is as long as before the user came
      Given the rows of every table are counted
      And 小明 has had a dialogue
      When the traces of 小明 are purged
      Then every table but "llm_usage" has as many rows as before

    @sandbox
    Scenario: Traces under the shared tenant are removed too
      Given 小明 has had a dialogue
      And MaiMBot has stored a stream and a person of 小明 under the tenant "default"
      When the traces of 小明 are purged
      Then no table holds a trace of 小明

    @sandbox
    @alone
    Scenario: A table that MaiMBot gets later is covered without a change
      Given 小明 has had a dialogue
      And a later MaiMBot has a table "reply_ratings" with a column "owner_tenant_id" and a row of 小明
      When the traces of 小明 are purged
      Then no table holds a trace of 小明

    Scenario: A second purge finds nothing left to do
      Given 小明 has had a dialogue
      When the traces of 小明 are purged
      And the traces of 小明 are purged again
      Then the second purge removed nothing

    @alone
    Scenario: After a purge the templates count as many uses as before
      Given the uses of all templates are known
      And 小明 has an agent made from 友好助手
      And 小明 has removed an agent made from 创意伙伴
      When the traces of 小明 are purged
      Then every template has been used as often as before

  Rule: What the test did not make stays as it was

    Scenario Outline: A user whose name is <alike> stays
      Given 小明 has registered
      And 小红 has registered with a name that is <alike>
      And 小红 has had a dialogue
      When the traces of 小明 are purged
      Then everything of 小红 is as it was

      Examples:
        | alike                         |
        | that of 小明 with a digit more  |
        | that of 小明 in capital letters |

    Scenario: A message that mentions the name of a purged user stays with the tenant who said it
      Given 小明 has registered
      And 小红 has told an agent what 小明 is called
      When the traces of 小明 are purged
      Then everything of 小红 is as it was

    @alone
    Scenario: What belongs to MaiMBot itself stays
      Given 小明 has had a dialogue
      And the rows that belong to MaiMBot itself are known
      When the traces of 小明 are purged
      Then the rows that belong to MaiMBot itself are as they were

    Scenario Outline: In a prefix, "<character>" is a character like any other
      Given a user called "ma<character>ke" and a user called "maXke" have registered
      When a purge is aimed at names that begin with "ma<character>ke"
      Then no table holds a trace of the user called "ma<character>ke"
      And everything of the user called "maXke" is as it was

      Examples:
        | character |
        | _         |
        | %         |

    Scenario Outline: A prefix of <length> characters is refused
      When a purge is aimed at names that begin with "<prefix>"
      Then the purge is refused, because a prefix needs at least 3 characters

      Examples:
        | length | prefix |
        | 0      |        |
        | 2      | te     |

    Scenario: A dry run says what it would remove and removes nothing
      Given 小明 has had a dialogue
      When a purge of 小明 is rehearsed
      Then it would have removed the traces of 小明
      And everything of 小明 is as it was

  Rule: A purge waits its turn and never does half of its work

    Scenario: A purge waits for a database that somebody else is writing to
      Given 小明 has had a dialogue
      And somebody else is writing to the database
      When the traces of 小明 are purged while the other one finishes
      Then no table holds a trace of 小明

    Scenario: A database that is not MaiMBot's is refused
      Given a database that has none of MaiMBot's tables
      When a purge is aimed at this database
      Then the purge is refused, because the tables of MaiMBot are missing
