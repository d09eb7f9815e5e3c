@bad-input
Feature: Frames that make no sense
  Each row sends one odd frame and then says something sensible on the same connection. A frame goes out as it
  is written; a part of a message is written like "text", 42, null, ["a"] or {"a": 1}, and missing leaves it
  out.

  Rule: A frame that makes no sense changes nothing

    Scenario Outline: <what> is passed over
      Given 小明 has an agent made from 友好助手
      When 小明 sends this agent the frame: <frame>
      And 小明 says "还在吗？" after it
      Then the message is acknowledged and answered
      And the frame is <receipt>
      And each of these messages and replies is stored once, under the tenant of 小明 and this agent

      Examples: what is no envelope
        | what                           | frame                                            | receipt          |
        | A text                         | 这不是信封                                            | not acknowledged |
        | An empty frame                 | nothing                                          | not acknowledged |
        | An object that breaks off      | {"type":"sys_std"                                | not acknowledged |
        | A list                         | [1, 2, 3]                                        | not acknowledged |
        | A list of an envelope          | [{"ver": 1, "msg_id": "m-1", "type": "sys_std"}] | not acknowledged |
        | A number                       | 42                                               | not acknowledged |
        | A truth value                  | true                                             | not acknowledged |
        | A null                         | null                                             | not acknowledged |
        | A text in quotation marks      | "你好"                                             | not acknowledged |
        | An empty object                | {}                                               | not acknowledged |
        | A piece of XML                 | <message>你好</message>                            | not acknowledged |
        | A text of a million characters | "喂" × 1000000                                    | not acknowledged |
        | A control character            | "\\u0000" × 1                                    | not acknowledged |
        | An envelope without a number   | {"type": "sys_std", "payload": {}}               | not acknowledged |

      Examples: envelopes of a kind that agents do not answer
        | what                                        | frame                                                                                                                                                                                                                  | receipt          |
        | An envelope of an unknown type              | {"ver": 1, "msg_id": "m-1", "type": "nope", "payload": {}}                                                                                                                                                             | acknowledged     |
        | An envelope without a type                  | {"ver": 1, "msg_id": "m-2", "payload": {}}                                                                                                                                                                             | acknowledged     |
        | An envelope whose type is a number          | {"ver": 1, "msg_id": "m-3", "type": 42, "payload": {}}                                                                                                                                                                 | acknowledged     |
        | An envelope of a type of its own            | {"ver": 1, "msg_id": "m-4", "type": "custom_ping", "payload": {"a": 1}}                                                                                                                                                | acknowledged     |
        | A type of its own without a payload         | {"ver": 1, "msg_id": "m-5", "type": "custom_"}                                                                                                                                                                         | acknowledged     |
        | A receipt from a user                       | {"ver": 1, "msg_id": "m-6", "type": "sys_ack", "meta": {"acked_msg_id": "m-1"}, "payload": {}}                                                                                                                         | not acknowledged |
        | A number of 200 characters and nothing else | {"msg_id": "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm"} | acknowledged     |

    Scenario Outline: A message with <what> is acknowledged and not answered
      Given 小明 has an agent made from 友好助手
      When 小明 sends this agent a message with this <part>: <value>
      And 小明 says "还在吗？" after it
      Then the message is acknowledged and answered
      And the frame is acknowledged
      And each of these messages and replies is stored once, under the tenant of 小明 and this agent

      Examples:
        | what                            | part         | value      |
        | no payload                      | payload      | missing    |
        | a payload of null               | payload      | null       |
        | an empty payload                | payload      | {}         |
        | a text for a payload            | payload      | "你好"       |
        | a list for a payload            | payload      | []         |
        | no word on itself               | message info | missing    |
        | nothing as a word on itself     | message info | null       |
        | an empty word on itself         | message info | {}         |
        | a text as a word on itself      | message info | "小明"       |
        | no sender                       | sender       | missing    |
        | a sender of null                | sender       | null       |
        | a text for a sender             | sender       | "小明"       |
        | no text and no other segment    | segment      | missing    |
        | a segment of null               | segment      | null       |
        | a text for a segment            | segment      | "你好"       |
        | a list for a segment            | segment      | []         |
        | nobody it is meant for          | dimension    | missing    |
        | a list of those it is meant for | dimension    | []         |
        | an unknown type                 | type         | "sys_nope" |
        | a type in capital letters       | type         | "SYS_STD"  |

    Scenario Outline: A message with <what> does no harm to the next one
      Given 小明 has an agent made from 友好助手
      When 小明 sends this agent a message with this <part>: <value>
      And 小明 says "还在吗？" after it
      Then the message is acknowledged and answered
      And the frame is acknowledged

      Examples:
        | what                           | part           | value                                                         |
        | an unknown version             | version        | 99                                                            |
        | no version                     | version        | missing                                                       |
        | a text for a version           | version        | "一"                                                           |
        | no meta                        | meta           | missing                                                       |
        | a list for a meta              | meta           | []                                                            |
        | a time that is a word          | time           | "昨天"                                                          |
        | a time before all times        | time           | -1                                                            |
        | a time far away                | time           | 99999999999                                                   |
        | a number for a nickname        | nickname       | 42                                                            |
        | a list for a user number       | user number    | ["小明"]                                                        |
        | a number for a platform        | platform       | 42                                                            |
        | another platform               | platform       | "qq"                                                          |
        | another platform for the reply | reply platform | "qq"                                                          |
        | a number for a text            | text           | 42                                                            |
        | a null for a text              | text           | null                                                          |
        | a list for a text              | text           | ["你好"]                                                        |
        | a segment of an unknown type   | segment type   | "hologram"                                                    |
        | a picture of an unknown face   | segment        | {"type": "face", "data": "14"}                                |
        | a list of segments             | segment        | {"type": "seglist", "data": [{"type": "text", "data": "你好"}]} |
        | twenty thousand characters     | text           | "长" × 20000                                                   |

    Scenario: A message that comes three times is acknowledged three times
      Given 小明 has an agent made from 友好助手
      When 小明 sends this agent one message 3 times
      And 小明 says "还在吗？" after it
      Then the message is acknowledged and answered
      And the frame is acknowledged

    Scenario Outline: A frame of <what> ends its own connection, and no other
      Given 小明 has an agent made from 友好助手
      When 小明 sends this agent the frame: <frame>
      Then the connection is closed with code 1000
      When 小明 says "还在吗？" to this agent
      Then the message is acknowledged and answered
      And each of these messages and replies is stored once, under the tenant of 小明 and this agent

      Examples:
        | what                             | frame                            |
        | four bytes                       | bytes 00 01 02 ff                |
        | one byte                         | bytes 00                         |
        | bytes that read like an envelope | bytes 7b 22 76 65 72 22 3a 31 7d |
