/**
 * maimbot-acceptance as a library: the same functions that the features use, without Cucumber.
 *
 *     const { results } = await runIntegrationTest({ users: 3, agents: 2 });
 */
export { createTestScenario, type TestScenario, type TestScenarioOptions } from './journey/test-scenario';
export { runWebSocketTests, type DialogueTestOptions } from './journey/dialogue-tests';
export { cleanupTestScenario, type CleanupOptions, type CleanupResults } from './journey/cleanup';
export {
  runIntegrationTest,
  type IntegrationTestOptions,
  type IntegrationTestRun,
} from './run/integration-test';
export type { TestAgent, TestUser } from './journey/accounts';
export { NameGiver } from './journey/names';
export { Run, type RunEnding } from './run/run';
export type { Topics } from './journey/topics';
export { Configurator, ConfiguratorError, ContractViolation, NoAnswerError } from './configurator';
export { connect, Conversation, ConnectionLostError, ConnectionRefusedError } from './dialogue';
export { Ledger, PurgeFailedError, PurgeRefusedError } from './cleanup';
export { startSandbox, type BackendPair, type SandboxOptions } from './backends';
export { loadSettings, SettingsError } from './settings/load';
export type { Settings } from './settings/specification';
