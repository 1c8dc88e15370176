import { validEnvironment } from '../helpers/valid/environment';
import type { Case, Family } from './family';

/** Rich environments of odd values: what validation leaves of each is rendered, and what it refuses is at a field of it. */
export const valid: Family = {
  share: 0.02,
  make: (random): Case => {
    const seed = random.below(2 ** 31);
    return {
      input: `validEnvironment(${seed})`,
      run: () => {
        try {
          const { checked } = validEnvironment(seed);
          return checked.files.length === 0 ? 'renders nothing' : undefined;
        } catch (error) {
          return String(error instanceof Error ? error.stack : error);
        }
      },
    };
  },
};
