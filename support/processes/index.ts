export { claim, claimant, forgetDeadClaim, unclaim } from './claim';
export { EndableProcess, endProcess, isAlive, send } from './end';
export { identify, isRunning, ProcessIdentity } from './identity';
export { answers, describeHolder, isFree } from './port-holder';
