import { soundSeams, type About, type ReadName, type Reads, type Seams } from '../seams';

/** What is to become of the values of some reads, by their names. */
export type Rereadings = { readonly [N in ReadName]?: (value: Reads[N], about: About) => Reads[N] };

/** A `read` that changes the named values and leaves all others alone. */
export function reread(changes: Rereadings): Seams['read'] {
  return <N extends ReadName>(name: N, value: Reads[N], about: About = {}) => {
    const change: Rereadings[N] = changes[name];
    return change ? change(value, about) : value;
  };
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
