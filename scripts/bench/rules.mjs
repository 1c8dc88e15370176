// Prints the processor seconds that all rules about Kubernetes objects take, for a number of objects:
//   node scripts/bench/rules.mjs 40000
import { createRequire } from 'node:module';
import { foreignObjects } from './foreign-objects.mjs';

const require = createRequire(import.meta.url);
const { checkManifests } = require('../../dist/lib/checks/check.js');
const { Manifests } = require('../../dist/lib/manifests/manifests.js');

const objects = foreignObjects(Number(process.argv[2]));
const start = process.cpuUsage();
const { findings } = checkManifests({ manifests: new Manifests(objects) });
const { user, system } = process.cpuUsage(start);
if (findings.length > 0) throw new Error(`${findings.length} findings, the first at ${findings[0].path}`);
console.log((user + system) / 1e6);
