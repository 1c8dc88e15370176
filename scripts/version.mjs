// Gives create/package.json, which starts projects of this package, the version of package.json: `npm version` runs it.
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'create/package.json';
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const starter = JSON.parse(readFileSync(FILE, 'utf8'));
starter.version = version;
starter.dependencies[name] = version;
writeFileSync(FILE, `${JSON.stringify(starter, null, 2)}\n`);
