import { otlpJson } from '../rig/otlp';
import { outage, outageSeconds, sleep, waitFor } from '../rig/wait';
import { arrived, nanoseconds, numbered, otlpHttp, push, type ReceiversRig, streams } from './receivers';

const APPS = { 'X-Scope-OrgID': 'apps' };

/** Repeats a request until it succeeds, as clients of OTLP do, and returns the statuses before. */
async function repeated(send: () => Promise<number>): Promise<number[]> {
  const statuses: number[] = [];
  for (;;) {
    const status = await send().catch(() => 0);
    if (status === 200) return statuses;
    statuses.push(status);
    if (statuses.length > 60 + 4 * outageSeconds(0)) throw new Error(`never: ${statuses.join(' ')}`);
    await sleep(0.5);
  }
}

/** Tests of what is lost when Loki, its gateway or the pod itself is away, and what is not. */
export function receiverFaultTests(rig: () => ReceiversRig): void {
  const lineOf = (name: string, text: string) =>
    streams({ stream: { app: name }, values: [[`${nanoseconds()}`, text]] });
  const otlpOf = (name: string, texts: readonly string[]) =>
    otlpJson(
      texts.map((text, index) => ({ nanoseconds: nanoseconds(index), text, resource: { 'service.name': name } })),
    );
  const texts = (lines: readonly { readonly text: string }[]) => lines.map(({ text }) => text).sort();

  test('the gateway is away: a push waits in memory, OTLP is told to repeat, and nothing is lost', async () => {
    await rig().gateway.stop();
    const pushed = numbered('away', 100);
    for (const text of pushed) expect(await push(rig().pod, lineOf('away', text), APPS)).toBe(204);
    const body = otlpOf('away-otlp', numbered('otlp', 100));
    const statuses = repeated(() => otlpHttp(rig().pod, body));
    await outage(6);
    await rig().gateway.start();
    expect(await statuses).toContain(503);
    expect(texts(await arrived(rig(), 'apps', '{app="away"}', 100))).toEqual([...pushed].sort());
    expect(texts(await arrived(rig(), 'apps', '{service_name="away-otlp"}', 100))).toEqual(
      numbered('otlp', 100).sort(),
    );
  });

  test.each([429, 503])('Loki answers %i for a while: slowed, not lost', async (status) => {
    rig().gateway.mood = status;
    expect(await push(rig().pod, lineOf(`slowed-${status}`, 'pushed'), APPS)).toBe(204);
    const statuses = repeated(() => otlpHttp(rig().pod, otlpOf(`slowed-${status}-otlp`, ['sent'])));
    await outage(6);
    rig().gateway.mood = 'open';
    expect((await statuses).every((each) => each === status)).toBe(true);
    expect(await arrived(rig(), 'apps', `{app="slowed-${status}"}`, 1)).toHaveLength(1);
    expect(await arrived(rig(), 'apps', `{service_name="slowed-${status}-otlp"}`, 1)).toHaveLength(1);
  });

  test('a permanent refusal reaches the sender of OTLP', async () => {
    rig().gateway.mood = 400;
    expect(await otlpHttp(rig().pod, otlpOf('refused', ['x']))).toBe(400);
    rig().gateway.mood = 'open';
  });

  test('kill -9 while Loki does not answer: OTLP loses nothing, a push what was accepted and not sent', async () => {
    rig().gateway.mood = 'silent';
    const body = otlpOf('killed-otlp', numbered('otlp', 100));
    const statuses = repeated(() => otlpHttp(rig().pod, body));
    const pushed = numbered('killed', 100);
    for (const text of pushed) expect(await push(rig().pod, lineOf('killed', text), APPS)).toBe(204);
    rig().pod.kill();
    await rig().gateway.stop();
    rig().gateway.mood = 'open';
    await rig().gateway.start();
    await waitFor(
      () => rig().pod.probe(),
      60,
      () => rig().pod.log.slice(-2000),
    );
    expect(await statuses).toContain(0);
    expect(texts(await arrived(rig(), 'apps', '{service_name="killed-otlp"}', 100))).toEqual(
      numbered('otlp', 100).sort(),
    );
    expect(await push(rig().pod, lineOf('killed', 'the last'), APPS)).toBe(204);
    expect(texts(await arrived(rig(), 'apps', '{app="killed"}', 1))).toEqual(['the last']);
    expect(rig().pod.restarts).toBe(1);
  });

  test('the pod ends as in a rollout: what it accepted is sent first', async () => {
    const pushed = numbered('ended', 100);
    for (const text of pushed) expect(await push(rig().pod, lineOf('ended', text), APPS)).toBe(204);
    await rig().pod.stop();
    expect(texts(await arrived(rig(), 'apps', '{app="ended"}', 100))).toEqual([...pushed].sort());
  });
}
