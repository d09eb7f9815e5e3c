@strain
Feature: Dialogue under strain
  Users type faster than agents think, lose their connection, open a second one, and send what nobody
  thought of. None of it may cost a message, or bring a reply to the wrong place.

  Rule: Messages that come at once are each answered

    Scenario: Ten messages at once are each acknowledged once and kept
      Given 小明 has an agent made from 友好助手
      When 小明 says 10 things to this agent at once
      Then each of them is acknowledged once
      And each of them is stored once, under the tenant of 小明 and this agent

    @sandbox
    Scenario: Ten messages at once are answered one by one, in the order in which they came
      Given 小明 has an agent made from 友好助手
      When 小明 says 10 things to this agent at once
      Then each of them is answered once, in the order in which they were said

  @sandbox
  Rule: An agent answers in its own way and time

    Scenario Outline: An answer in <parts> parts comes whole and in order
      Given 小明 has an agent made from 专业专家 that splits its answers into <parts> parts
      When 小明 says to this agent, one after the other:
        | 请详细讲讲注意力机制 |
        | 再讲讲位置编码    |
      Then each message is answered in <parts> parts, which together quote it
      And every reply comes from this agent of 小明

      Examples:
        | parts |
        | 2     |
        | 3     |
        | 5     |

    Scenario: A message that the agent leaves without a word counts as unanswered
      Given 小明 has an agent made from 友好助手 that stays silent
      When 小明 says "在吗？" to this agent and waits for 300 ms
      Then the message is acknowledged but not answered

    Scenario: A silent agent keeps no other agent from answering
      Given 小明 has an agent made from 友好助手 that stays silent
      And 小明 has said "在吗？" to this agent and waited for 100 ms
      And 小明 has an agent made from 高效助手
      When 小明 says "那你在吗？" to this agent
      Then the message is acknowledged and answered
      And every reply comes from this agent of 小明

    Scenario: A reply that comes before anybody waits for it is not lost
      Given 小明 has an agent made from 高效助手 that answers without thinking
      When 小明 says "马上回答我" to this agent
      Then the message is acknowledged and answered

    Scenario: A slow agent acknowledges a message before it answers it
      Given 小明 has an agent made from 贴心朋友 that thinks for 700 ms
      When 小明 says "慢慢想，不着急" to this agent
      Then the message is acknowledged and answered
      And it was acknowledged before it was answered, and answered after 700 ms at the earliest

    Scenario: A slow agent keeps no other agent waiting
      Given 小明 has an agent made from 贴心朋友 that thinks for 2000 ms
      And 小明 has said "慢慢想，不着急" to this agent and waited for 100 ms
      And 小明 has an agent made from 高效助手
      When 小明 says "你快一点" to this agent
      Then the message is acknowledged and answered
      And the first reply came before the slow agent had answered

    Scenario: A reply that comes too late belongs to its own message and not to the next
      Given 小明 has an agent made from 贴心朋友 that thinks for 400 ms
      When 小明 says to this agent, waiting for 100 ms and hearing the late reply out each time:
        | 第一个问题很难 |
        | 第二个问题更难 |
      Then no message is answered in time, and each has one late reply that quotes it

  Rule: A reply finds the connection that it is meant for

    Scenario: Two connections of a user both get the reply, and only the one that spoke gets the receipt
      Given 小明 has an agent made from 友好助手
      And 小明 is connected to this agent
      And 小明 is connected to this agent once more
      When 小明 says "两边都听得到吗？" on each connection in turn
      Then each connection received every reply
      And each connection received the receipts of its own messages alone

    @D13
    Scenario: Two connections of the same name are both served, also when the first one has gone
      Given 小明 has an agent made from 友好助手
      When 小明 opens two connections of the same name to this agent and talks on both, then on the second alone
      Then 3 messages were acknowledged and answered

  Rule: A lost connection costs nothing but itself

    Scenario: A dialogue goes on over a new connection
      Given 小明 has an agent made from 友好助手
      And 小明 has had a dialogue of 2 messages with this agent
      When the connection of 小明 is lost
      And 小明 connects again and says "我又回来了"
      Then the message is acknowledged and answered
      And the whole dialogue is stored as one stream of this agent

    Scenario: A message is kept although its connection is lost before the reply
      Given 小明 has an agent made from 友好助手
      When 小明 says "我马上要掉线了" and loses the connection before the reply
      Then this message is stored once, under the tenant of 小明 and this agent

    @sandbox
    Scenario: A reply finds the user on a new connection when the old one was lost meanwhile
      Given 小明 has an agent made from 友好助手 that thinks for 700 ms
      When 小明 says "我马上要掉线了" and loses the connection before the reply
      And 小明 connects again
      Then the reply to "我马上要掉线了" comes on the new connection

    Scenario: A lost connection leaves the other one as it is
      Given 小明 has an agent made from 友好助手
      And 小明 is connected to this agent
      And 小明 is connected to this agent once more
      When the second connection of 小明 is lost
      And 小明 says "我这边还在" to this agent
      Then the message is acknowledged and answered

    Scenario: Twenty connections that come and go at once leave the agent as reachable as before
      Given 小明 has an agent made from 友好助手
      When 小明 opens 20 connections to this agent at once and loses all of them
      And 小明 says "还有人在吗？" to this agent
      Then the message is acknowledged and answered

  Rule: Unusual messages are answered like any other

    Scenario Outline: <what> is answered, and kept as it was said
      Given 小明 has an agent made from 友好助手
      When 小明 says to this agent: <text>
      Then the message is acknowledged and answered
      And each of these messages and replies is stored once, under the tenant of 小明 and this agent

      Examples:
        | what                             | text                           |
        | An empty message                 | ""                             |
        | A message of blanks              | "   "                          |
        | A message of one character       | "嗯"                            |
        | A message of emoji               | "😀🐱👨‍👩‍👧"                 |
        | A message from right to left     | "مرحبا، كيف حالك؟"             |
        | A message that turns around      | "\\u202e倒过来写\\u202c"           |
        | A message of several lines       | "第一行\\n第二行\\r\\n第三行"           |
        | A message in quotes of all kinds | "'单' \\"双\\" “中文” `反`"         |
        | A message that is HTML           | "<script>alert('你好')</script>" |
        | A message that is SQL            | "'; DROP TABLE messages; --"   |
        | A message that is a path         | "../../../../etc/passwd"       |
        | A message that is an object      | "{\\"type\\": \\"sys_ack\\"}"  |
        | A message of 1,000 characters    | "长" × 1000                     |

      @sandbox
      Examples: very long messages
        | what                           | text          |
        | A message of 10,000 characters | "很长的话" × 2500 |

    @D14
    Scenario: A private message is answered
      Given 小明 has an agent made from 友好助手
      When 小明 says "悄悄问一句" to this agent in private
      Then the message is acknowledged and answered
      And every reply comes from this agent of 小明

  Rule: Nonsense between two messages does not disturb the dialogue

    Scenario Outline: <what> between two messages disturbs neither
      Given 小明 has an agent made from 友好助手
      When 小明 sends this agent, between two messages, the frame: <frame>
      Then 2 messages were acknowledged and answered
      And each of these messages and replies is stored once, under the tenant of 小明 and this agent

      Examples:
        | what                        | frame                                                          |
        | A text that is no envelope  | 这不是信封                                                          |
        | An empty frame              | nothing                                                        |
        | An envelope that breaks off | {"ver": 1, "msg_id": "m-1", "type": "sys_std"                  |
        | A list                      | [1, 2, 3]                                                      |
        | An unknown type             | {"ver": 1, "msg_id": "m-2", "type": "nope", "payload": {}}     |
        | A receipt                   | {"ver": 1, "msg_id": "m-3", "type": "sys_ack", "payload": {}}  |
        | A message without contents  | {"ver": 1, "msg_id": "m-4", "type": "sys_std"}                 |
        | A type of its own           | {"ver": 1, "msg_id": "m-5", "type": "custom_x", "payload": {}} |
        | A million characters        | "喂" × 1000000                                                  |
