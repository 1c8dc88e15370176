import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { eksLokiProcess } from '../test/helpers/cli';
import { AWS_EXAMPLE, ENVIRONMENT_EXAMPLES, projectOf } from '../test/helpers/examples';

/** Writes the output of `eks-loki aws` for an example, so that it can be read without running the program. */
const folder = projectOf(AWS_EXAMPLE.name);
const { status, stderr } = eksLokiProcess(['aws'], folder);
if (status !== 0) throw new Error(stderr);
for (const [made, file] of Object.entries(AWS_EXAMPLE.files)) {
  copyFileSync(join(folder, 'aws.out/prod', made), join(ENVIRONMENT_EXAMPLES, file));
}
