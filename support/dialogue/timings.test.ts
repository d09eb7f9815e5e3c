import { expect } from 'chai';
import fc from 'fast-check';
import { measureTurns, summarize } from './timings';

describe('timings', () => {
  it('gives nulls where nothing was measured', () => {
    const nothing = { count: 0, mean: null, p50: null, p95: null, p99: null, max: null };
    expect(summarize([])).to.deep.equal(nothing);
    expect(measureTurns([])).to.deep.equal({
      toReceipt: nothing,
      toFirstReply: nothing,
      sent: 0,
      answered: 0,
      answeredShare: null,
    });
  });

  it('takes percentiles by nearest rank, whatever the order', () => {
    const samples = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(summarize(samples)).to.deep.equal({ count: 100, mean: 50.5, p50: 50, p95: 95, p99: 99, max: 100 });
    expect(summarize([30, 10, 20])).to.include({ p50: 20, p95: 30, p99: 30, max: 30 });
    expect(summarize([7])).to.include({ mean: 7, p50: 7, p95: 7, p99: 7, max: 7 });
  });

  it('gives percentiles that were measured, that grow, and that cover their share', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5000), { minLength: 1, maxLength: 200 }), (samples) => {
        const { p50, p95, p99, max } = summarize(samples);
        const found = [p50, p95, p99, max].map(Number);
        expect(found).to.deep.equal(found.toSorted((a, b) => a - b));
        for (const value of found) expect(samples).to.include(value);
        const share = samples.filter((sample) => sample <= Number(p95)).length / samples.length;
        expect(share).to.be.at.least(0.95);
      }),
    );
  });

  it('counts over messages, and silent ones as unanswered', () => {
    const measures = measureTurns([
      { receiptMs: 1, firstReplyMs: 10, answered: true },
      { receiptMs: 3, answered: false },
      { receiptMs: 5, firstReplyMs: 30, answered: true },
      { receiptMs: 7, answered: false },
    ]);
    expect(measures).to.include({ sent: 4, answered: 2, answeredShare: 0.5 });
    expect(measures.toReceipt).to.include({ count: 4, mean: 4 });
    expect(measures.toFirstReply).to.include({ count: 2, mean: 20, max: 30 });
  });
});
