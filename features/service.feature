@service
Feature: Service
  Whoever runs MaiMBot sees at a glance whether it is well; whoever builds on it can read what it offers.

  Rule: Whoever watches MaiMBot can see that it is well

    @smoke
    Scenario: MaiMBot says that it is well
      When somebody asks how MaiMBot is
      Then MaiMBot is well

    Scenario: MaiMBot says how each of its parts is
      When somebody asks how the parts of MaiMBot are
      Then MaiMBot tells of these parts:
        | database |
        | auth     |
        | chat     |

  Rule: The interface describes itself

    Scenario: The interface can be read in a browser
      When somebody opens the documentation
      Then it is a page that can be read

    Scenario: The description of the interface lists what a tenant can do
      When somebody reads the description of the interface
      Then it lists:
        | a sign-in              |
        | a renewal of the token |
        | a new agent            |
        | a change of this agent |
        | a new template         |
        | a change of the tenant |
