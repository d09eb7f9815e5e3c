import { runProcess } from './process';
import { startReplyBackend } from './reply';

void runProcess('reply backend', (settings, seams, log) => startReplyBackend({ ...settings, seams, log }));
