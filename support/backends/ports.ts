import { describeHolder, isFree } from '../processes';
import { type Finding, right, wrong } from './maimbot-checkout';
import { HOST } from './sandbox-pair';

/** Who of the suite itself holds a port and how that is ended, as the end of the sentence "8000 is held by …"; undefined for anybody else. */
export type OwnHolder = (port: number) => string | undefined;

/** Whether a backend can listen on a port; where it cannot, who holds it and what to do. Foreign processes are named and let alone. */
export async function judgePort(
  name: string,
  port: number,
  ownHolder: OwnHolder = () => undefined,
): Promise<Finding> {
  const about = `port of the ${name}`;
  if (await isFree(port, HOST)) return right(about, `${port} is free`);
  const own = ownHolder(port);
  if (own !== undefined) return wrong(about, `${port} is held by ${own}`);
  return wrong(
    about,
    `${port} is held by ${await describeHolder(port)}: end that process yourself if it may go, or give the ${name} another port`,
  );
}
