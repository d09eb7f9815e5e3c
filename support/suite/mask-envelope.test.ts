import { AttachmentContentEncoding, type Envelope, TestStepResultStatus } from '@cucumber/messages';
import { expect } from 'chai';
import { MASK } from '../basics/secrets';
import { maskEnvelope } from './mask-envelope';
import { envelopeOf } from './testing/envelope';
import { GIVEN_AWAY } from './testing/given-away';

const { token, apiKey } = GIVEN_AWAY;
const moment = { seconds: 1, nanos: 0 };

function attached(body: string, contentEncoding: AttachmentContentEncoding): Envelope {
  return envelopeOf({ attachment: { body, contentEncoding, mediaType: 'text/plain' } });
}

describe('A message of Cucumber', () => {
  it('loses the secrets in what a step threw, at any depth, and keeps the rest', () => {
    const envelope = envelopeOf({
      testStepFinished: {
        testCaseStartedId: 'started',
        testStepId: 'step',
        testStepResult: {
          status: TestStepResultStatus.FAILED,
          duration: moment,
          message: `refused: ${token}`,
          exception: { type: 'Error', message: apiKey, stackTrace: `at ${apiKey}` },
        },
        timestamp: moment,
      },
    });
    maskEnvelope(envelope);
    expect(JSON.parse(JSON.stringify(envelope.testStepFinished))).to.deep.equal({
      testCaseStartedId: 'started',
      testStepId: 'step',
      testStepResult: {
        status: TestStepResultStatus.FAILED,
        duration: moment,
        message: `refused: ${MASK}`,
        exception: { type: 'Error', message: MASK, stackTrace: `at ${MASK}` },
      },
      timestamp: moment,
    });
  });

  it('loses the secrets in lists, such as the arguments of a step', () => {
    const argument = { group: { children: [{ children: [], value: apiKey }], value: token } };
    const testStep = { id: 'step', stepMatchArgumentsLists: [{ stepMatchArguments: [argument] }] };
    const envelope = envelopeOf({ testCase: { id: 'case', pickleId: 'pickle', testSteps: [testStep] } });
    maskEnvelope(envelope);
    const { group } =
      envelope.testCase?.testSteps[0]?.stepMatchArgumentsLists?.[0]?.stepMatchArguments[0] ?? {};
    expect(group?.value).to.equal(MASK);
    expect(group?.children?.[0]?.value).to.equal(MASK);
  });

  it('loses the secrets in an attached text', () => {
    const envelope = attached(`token ${token}, 键 ${apiKey}`, AttachmentContentEncoding.IDENTITY);
    maskEnvelope(envelope);
    expect(envelope.attachment?.body).to.equal(`token ${MASK}, 键 ${MASK}`);
  });

  it('loses the secrets in attached bytes, which stay base64', () => {
    const bytes = Buffer.from(`token ${token}, 键 ${apiKey}`).toString('base64');
    const envelope = attached(bytes, AttachmentContentEncoding.BASE64);
    maskEnvelope(envelope);
    expect(Buffer.from(envelope.attachment?.body ?? '', 'base64').toString()).to.equal(
      `token ${MASK}, 键 ${MASK}`,
    );
  });

  it('keeps attached bytes that hold no secret, byte for byte, though they are no text', () => {
    const bytes = Buffer.from([0xff, 0xd8, 0x00, 0x80, 0xfe]).toString('base64');
    const envelope = attached(bytes, AttachmentContentEncoding.BASE64);
    maskEnvelope(envelope);
    expect(envelope.attachment?.body).to.equal(bytes);
  });
});
