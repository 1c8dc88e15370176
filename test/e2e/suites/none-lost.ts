import { type LivingDev, PATIENCE } from '../rig/living/living-dev';
import { LINES } from './writers';

/** The last audit: every line that was printed from the first on is found, and with `once` none is found twice. */
export function testNoneLost(dev: () => LivingDev, { once = false } = {}): void {
  test(
    `of ${LINES} lines none is lost, from the first to the last${once ? ', and none is found twice' : ''}`,
    async () => {
      const { lines } = dev();
      await lines.until(LINES);
      const { missing, twice, printed } = await lines.auditAll();
      expect(missing).toEqual([]);
      if (once) expect(twice).toEqual([]);
      expect(printed).toBeGreaterThanOrEqual(LINES);
      process.stdout.write(`${printed} lines: none lost, ${twice.length} twice\n`);
    },
    PATIENCE,
  );
}
