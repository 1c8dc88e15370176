import { ingesterBytes, streamsThatFit } from '../../../../charts/loki/sizes/ingester-memory';
import { LOKI_SIZES } from '../../../../charts/loki/sizes/sizes';
import { SIZE_ROWS } from '../../../../charts/loki/sizes/rows';
import { ACTIVE_STREAMS } from '../../../../lib/planner/assumptions';

const GIB = 2 ** 30;

describe('memory of ingesters', () => {
  test('few lines of a stream are in memory as they are, more are compressed, and a chunk that is full leaves', () => {
    const perStream = (gigabytesPerDay: number) => (ingesterBytes(gigabytesPerDay, 1000) - 100e6) / 1000;
    // 10 kB, 1 MB and 10 MB of lines for each of 1,000 streams in two hours.
    expect(perStream(0.12)).toBeCloseTo(8000 + 2 * 10_000, -1);
    expect(perStream(12)).toBeCloseTo(8000 + 262_144 + 0.26 * (1e6 - 131_072), -1);
    const half = 1_572_864 / 0.26 / 2;
    expect(perStream(120)).toBeCloseTo(8000 + 262_144 + 0.26 * (half - 131_072), -1);
  });

  test.each(SIZE_ROWS.map(({ gigabytesPerDay, maxStreams, components }) => [gigabytesPerDay, maxStreams, components]))(
    'of %d GB a day hold the streams that a plan assumes',
    (gigabytesPerDay, maxStreams, { ingester }) => {
      const full = ingesterBytes(gigabytesPerDay, maxStreams * ACTIVE_STREAMS) / (ingester.memory * GIB);
      expect(full).toBeLessThan(gigabytesPerDay === 5 ? 0.9 : 0.67);
    },
  );

  test('more memory holds more streams, and one thousand more than fit take more than four fifths of it', () => {
    for (const { gigabytesPerDay, components } of SIZE_ROWS) {
      const { memory } = components.ingester;
      const most = streamsThatFit(gigabytesPerDay, memory);
      expect(most).toBeGreaterThanOrEqual(1000);
      expect(streamsThatFit(gigabytesPerDay, 2 * memory)).toBeGreaterThan(most);
      expect(ingesterBytes(gigabytesPerDay, most)).toBeLessThanOrEqual(0.8 * memory * GIB);
      expect(ingesterBytes(gigabytesPerDay, most + 1000)).toBeGreaterThan(0.8 * memory * GIB);
    }
  });

  test('is that of all pods of a zone', () => {
    const zones = LOKI_SIZES.map(({ components: { ingester } }) => (ingester.replicas / 3) * ingester.memory);
    zones.forEach((memory, index) => {
      const wanted = SIZE_ROWS[index]?.components.ingester.memory ?? 0;
      expect(memory).toBeGreaterThanOrEqual(wanted);
      expect(memory).toBeLessThan(wanted * 1.02);
    });
  });
});
