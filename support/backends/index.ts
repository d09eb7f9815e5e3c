export { BackendError, BackendProcess, type Launch } from './backend-process';
export { lastLines } from './log-tail';
export { configuratorServes, replyBackendServes } from './readiness';
export { startSandbox, type BackendPair, type SandboxOptions } from './sandbox-pair';
