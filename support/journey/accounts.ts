/** An agent that a test made. */
export interface TestAgent {
  readonly agentId: string;
  readonly name: string;
  readonly tenantId: string;
  /** Undefined where the agent was made without a template. */
  readonly templateId: string | undefined;
}

/** A user that a test registered, with what is needed to act as this user. */
export interface TestUser {
  readonly username: string;
  readonly password: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly tenantName: string;
  readonly apiKey: string;
  readonly token: string;
  readonly refreshToken: string;
  readonly agents: readonly TestAgent[];
}
