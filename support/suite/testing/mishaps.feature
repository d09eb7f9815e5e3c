Feature: Mishaps
  Scenarios in which something out of the ordinary happens on purpose, for the tests of the suite itself.

  @dialogue-fails
  Scenario: A dialogue that fails
    Given 小明 has an agent made from 友好助手
    When 小明 says "这是一次会失败的对话" to this agent
    Then this step fails

  @request-fails
  Scenario: A request that fails
    When 小明 registers
    Then this step fails

  @gives-secrets-away
  Scenario: A step that gives secrets away
    Given 小明 has registered
    When a step with the password "testpass123" gives all secrets away

  @backend-dies
  Scenario: The reply backend dies
    Given 小明 has registered
    When the reply backend is killed

  @backend-is-dead
  Scenario: A scenario after the death of a backend
    Given 小红 has registered

  @purge-fails
  Scenario: A database from which nobody can be removed
    Given 小明 has registered
    When the database refuses to let go of users

  @purge-is-blind
  Scenario: A database that writes down who is removed
    Given 小明 has registered
    When the database writes down whom it lets go

  @workers-meet
  Scenario Outline: <user> meets somebody in another worker
    Given <user> has registered
    Then 2 scenarios are under way at once

    Examples:
      | user |
      | 小明   |
      | 小红   |

  @known-defects
  Rule: Some of what goes wrong is known

    @D01
    Scenario: A tenant finds what a known defect does
      Given 小明 has registered
      When this is expected to be right
      Then this step fails

    @D02
    Scenario: A tenant finds that all is well
      Given 小明 has registered

    @D04
    Scenario: A tenant finds something else that went wrong
      Given 小明 has registered
      Then this step fails
