export { BackendError, BackendProcess, type Launch } from './backend-process';
export { lastLines } from './log-tail';
export { type Finding, right, wrong } from './maimbot-checkout';
export { CONFIG_PORT, type MaimbotSettings, prepareMaimbot, type Preparation } from './maimbot-checks';
export { startMaimbot, type MaimbotOptions } from './maimbot-pair';
export { judgePort, type OwnHolder } from './ports';
export { configuratorServes, replyBackendServes } from './readiness';
export { HOST, startSandbox, type BackendPair, type PairOptions, type SandboxOptions } from './sandbox-pair';
