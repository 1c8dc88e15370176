import { MissingProgram, pythonWithMoto } from './python';

/** Installs the Python of the local AWS before all tests. */
export default function setup(): void {
  const start = Date.now();
  try {
    process.env.LOCAL_AWS_PYTHON = pythonWithMoto();
  } catch (error) {
    if (!(error instanceof MissingProgram)) throw error;
    console.error(`npm run e2e:aws: ${error.message}`);
    process.exit(1);
  }
  process.env.LOCAL_AWS_STARTED = String(start);
  process.env.LOCAL_AWS_INSTALL = String(Date.now() - start);
}
