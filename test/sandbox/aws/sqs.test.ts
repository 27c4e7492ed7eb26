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

describe('queues', () => {
  it('are found by name and prefix, and keep their attributes', () => {
    const { sqs, url, dead } = open();
    sqs.call('SetQueueAttributes', { QueueUrl: url, Attributes: { VisibilityTimeout: '360', Policy: '{}' } });
    sqs.call('SetQueueAttributes', { QueueUrl: url, Attributes: { Policy: '' } });
    const read = (...AttributeNames: string[]) =>
      sqs.call('GetQueueAttributes', { QueueUrl: url, AttributeNames }).Attributes;

    expect(sqs.call('GetQueueUrl', { QueueName: 'work' }).QueueUrl).toBe(url);
    expect(sqs.call('ListQueues', {}).QueueUrls).toEqual([dead, url]);
    expect(sqs.call('ListQueues', { QueueNamePrefix: 'w' }).QueueUrls).toEqual([url]);
    expect(read('VisibilityTimeout', 'Policy')).toEqual({ VisibilityTimeout: '360' });
    expect(read('QueueArn')).toEqual({ QueueArn: 'arn:aws:sqs:ap-northeast-2:123456789012:work' });
  });

  it('are the same when made again alike, and refused when made again differently or wrongly', () => {
    const { sqs, url } = open({ VisibilityTimeout: '60' });
    const make = (Attributes: Record<string, string>, QueueName = 'work') =>
      sqs.call('CreateQueue', { QueueName, Attributes });

    expect(make({ VisibilityTimeout: '60' }).QueueUrl).toBe(url);
    expect(() => make({ VisibilityTimeout: '61' })).toThrow('already exists');
    expect(() => make({ VisibilityTimeout: '43201' }, 'new')).toThrow(
      'Invalid value for the parameter VisibilityTimeout',
    );
    expect(() => make({ Colour: 'red' }, 'new')).toThrow('Unknown Attribute Colour');
    expect(() => make({}, 'new.fifo')).toThrow('standard queues only');
    expect(() => sqs.call('GetQueueUrl', { QueueName: 'none' })).toThrow('does not exist');
  });

  it('can be purged', () => {
    const { sqs, url, receive, send } = open();
    send('one');
    sqs.call('PurgeQueue', { QueueUrl: url });

    expect(receive()).toEqual([]);
  });

  it('take messages of 1 to 262,144 bytes, and change the visibility only of messages in flight', () => {
    const { sqs, url, receive, send, pass } = open();
    expect(() => send('')).toThrow('MessageBody');
    expect(() => send('x'.repeat(262_145))).toThrow('shorter than 262144 bytes');
    expect(() => sqs.call('ReceiveMessage', { QueueUrl: url, MaxNumberOfMessages: 11 })).toThrow(
      'between 1 and 10',
    );
    send('one');
    const ReceiptHandle = receive()[0]?.ReceiptHandle ?? '';
    const hide = (VisibilityTimeout: number) =>
      sqs.call('ChangeMessageVisibility', { QueueUrl: url, ReceiptHandle, VisibilityTimeout });

    expect(() => hide(43_201)).toThrow('between 0 and 43200');
    pass(30);
    expect(() => hide(5)).toThrow("isn't in flight");
    receive();
    expect(() => hide(5)).toThrow('not available for visibility timeout change');
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
