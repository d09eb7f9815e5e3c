import {
  type About,
  type Answer,
  type CheckName,
  type Delivery,
  type EndpointName,
  type ReadName,
  type Reads,
  type Row,
  type Seams,
  soundSeams,
  type TableName,
} from '../seams';

/** What is to become of the values of some reads, by their names. */
export type Rereadings = { readonly [N in ReadName]?: (value: Reads[N], about: About) => Reads[N] };

/** A `read` that changes the named values and leaves all others alone. */
export function reread(changes: Rereadings): Seams['read'] {
  return <N extends ReadName>(name: N, value: Reads[N], about: About = {}) => {
    const change: Rereadings[N] = changes[name];
    return change ? change(value, about) : value;
  };
}

/** A `check` that finds so whatever the truth is, where `when` holds. */
export function deem(
  found: boolean,
  names: CheckName | readonly CheckName[],
  when: (about: About) => boolean = () => true,
): Seams['check'] {
  return (name, verdict, about = {}) => ([names].flat().includes(name) && when(about) ? found : verdict);
}

/** A `write` that changes the rows for one table: to other rows, several or none. */
export function rewrite(
  table: TableName,
  change: (row: Row, about: About) => readonly Row[],
): Seams['write'] {
  return (name, row, about = {}) => (name === table ? change(row, about) : [row]);
}

type Body = Readonly<Record<string, unknown>>;

/** The fields of a body that change; `undefined` removes a field. */
type BodyChange = (body: Body) => Body;

/** An `answer` that changes the successful answers of one endpoint; of a list, each of its entries. */
export function misanswer(endpoint: EndpointName, change: Partial<Answer> | BodyChange): Seams['answer'] {
  return (name, answer) => {
    if (name !== endpoint || answer.status >= 300) return answer;
    if (typeof change !== 'function') return { ...answer, ...change };
    const changed = (body: unknown): unknown => ({ ...(body as Body), ...change(body as Body) });
    const { body } = answer;
    return { ...answer, body: Array.isArray(body) ? body.map(changed) : changed(body) };
  };
}

/** As `misanswer`, for what an answer says of the user. */
export function misdescribeUser(endpoint: EndpointName, change: BodyChange): Seams['answer'] {
  return misanswer(endpoint, ({ user_info }) => ({
    user_info: { ...(user_info as Body), ...change(user_info as Body) },
  }));
}

/** An `answer` that changes what one endpoint says when it refuses with this status. */
export function misrefuse(endpoint: EndpointName, status: number, change: Partial<Answer>): Seams['answer'] {
  return (name, answer) =>
    name === endpoint && answer.status === status ? { ...answer, ...change } : answer;
}

/** A `deliver` that changes the frames which go out for one cause. */
export function redeliver(
  cause: 'receipt' | 'reply',
  change: (deliveries: readonly Delivery[], about: About) => readonly Delivery[],
): Seams['deliver'] {
  return (name, deliveries, about = {}) => (name === cause ? change(deliveries, about) : deliveries);
}

/** True at every `n`th call of it. */
export function every(n: number): () => boolean {
  let calls = 0;
  return () => (calls += 1) % n === 0;
}

/** One fault after the other, each handed what the one before it made. */
export function together(...faults: readonly Partial<Seams>[]): Seams {
  const all = faults.map((fault): Seams => ({ ...soundSeams, ...fault }));
  return {
    check: (name, verdict, about) => all.reduce((now, fault) => fault.check(name, now, about), verdict),
    read: (name, value, about) => all.reduce((now, fault) => fault.read(name, now, about), value),
    write: (table, row, about) =>
      all.reduce<ReturnType<Seams['write']>>(
        (rows, fault) => rows.flatMap((each) => fault.write(table, each, about)),
        [row],
      ),
    answer: (endpoint, answer, about) =>
      all.reduce((now, fault) => fault.answer(endpoint, now, about), answer),
    deliver: (cause, deliveries, about) =>
      all.reduce((now, fault) => fault.deliver(cause, now, about), deliveries),
  };
}
