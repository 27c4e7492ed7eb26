import { describe, expect, it } from 'vitest';
import { AwsServiceError } from '../../../sandbox/aws/service-error.ts';
import { createSqs } from '../../../sandbox/aws/sqs/sqs.ts';

function open(attributes: Record<string, string> = {}) {
  let now = Date.UTC(2026, 10, 22, 8);
  const sqs = createSqs({ now: () => now });
  const dead = sqs.call('CreateQueue', { QueueName: 'dead' }).QueueUrl;
  const url = sqs.call('CreateQueue', { QueueName: 'work', Attributes: attributes }).QueueUrl;
  const receive = (QueueUrl = url) =>
    sqs.call('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10, AttributeNames: ['All'] }).Messages ?? [];
  const send = (MessageBody: string, more: object = {}) =>
    sqs.call('SendMessage', { QueueUrl: url, MessageBody, ...more });
  return { sqs, url, dead, receive, send, pass: (seconds: number) => (now += seconds * 1000) };
}

const REDRIVE = { deadLetterTargetArn: 'arn:aws:sqs:ap-northeast-2:123456789012:dead', maxReceiveCount: 2 };

describe('a standard queue', () => {
  it('hands a message out again after its visibility timeout, with a new handle and a higher count', () => {
    const { sqs, url, receive, send, pass } = open({ VisibilityTimeout: '60' });
    send('one');
    const [first] = receive();
    pass(59);
    expect(receive()).toEqual([]);
    pass(1);
    const [second] = receive();

    expect(second?.Attributes?.['ApproximateReceiveCount']).toBe('2');
    sqs.call('DeleteMessage', { QueueUrl: url, ReceiptHandle: first?.ReceiptHandle ?? '' });
    pass(60);
    expect(receive(), 'the handle of an earlier receive deletes nothing').toHaveLength(1);
  });

  it('deletes by the handle of the last receive', () => {
    const { sqs, url, receive, send, pass } = open();
    send('one');
    sqs.call('DeleteMessage', { QueueUrl: url, ReceiptHandle: receive()[0]?.ReceiptHandle ?? '' });
    pass(3600);

    expect(receive()).toEqual([]);
  });

  it('moves a message to the dead-letter queue once it was received often enough', () => {
    const { dead, receive, send, pass } = open({ RedrivePolicy: JSON.stringify(REDRIVE) });
    send('poison');
    for (let time = 0; time < 2; time += 1) {
      expect(receive()).toHaveLength(1);
      pass(30);
    }

    expect(receive()).toEqual([]);
    expect(receive(dead).map((message) => message.Body)).toEqual(['poison']);
  });

  it('takes the delay of the message, or else its own', () => {
    const { receive, send, pass } = open({ DelaySeconds: '10' });
    send('own');
    send('now', { DelaySeconds: 0 });

    expect(receive().map((message) => message.Body)).toEqual(['now']);
    pass(10);
    expect(receive().map((message) => message.Body)).toEqual(['own']);
  });

  it('forgets messages after the retention period', () => {
    const { receive, send, pass } = open({ MessageRetentionPeriod: '60' });
    send('old');
    pass(60);

    expect(receive()).toEqual([]);
  });

  it('counts visible, delayed and in-flight messages', () => {
    const { sqs, url, receive, send } = open();
    send('in flight');
    receive();
    send('delayed', { DelaySeconds: 5 });
    send('visible');
    const { Attributes } = sqs.call('GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] });

    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
    });
  });

  it('tells a poller when a message becomes visible', () => {
    const { sqs, send } = open();
    const times: number[] = [];
    sqs.state.arrival = (_queue, visibleAt) => times.push(visibleAt - sqs.state.now());
    send('later', { DelaySeconds: 7 });

    expect(times).toEqual([7000]);
  });
});

describe('batches', () => {
  it('fail entry by entry', () => {
    const { sqs, url, receive, send } = open();
    send('one');
    const handle = receive()[0]?.ReceiptHandle ?? '';
    const Entries = [
      { Id: 'good', ReceiptHandle: handle, VisibilityTimeout: 5 },
      { Id: 'bad', ReceiptHandle: 'nonsense', VisibilityTimeout: 5 },
    ];

    const result = sqs.call('ChangeMessageVisibilityBatch', { QueueUrl: url, Entries });

    expect(result.Successful).toEqual([{ Id: 'good' }]);
    expect(result.Failed.map((entry) => [entry.Id, entry.Code])).toEqual([['bad', 'ReceiptHandleIsInvalid']]);
  });

  it('have one to ten entries with distinct ids', () => {
    const { sqs, url } = open();
    const sendAll = (ids: string[]) =>
      sqs.call('SendMessageBatch', { QueueUrl: url, Entries: ids.map((Id) => ({ Id, MessageBody: 'x' })) });

    expect(sendAll(['a', 'b']).Successful).toHaveLength(2);
    expect(() => sendAll([])).toThrow(AwsServiceError);
    expect(() => sendAll(['a', 'a'])).toThrow(/same Id/);
    expect(() => sendAll(Array.from({ length: 11 }, (_, index) => `${index}`))).toThrow(/per request are 10/);
  });
});
