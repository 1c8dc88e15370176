#!/usr/bin/env node
'use strict';
// `npm init eks-loki` runs this, and this runs `eks-loki init` of the package, with the same arguments.
const { dirname, join } = require('node:path');

process.argv.splice(2, 0, 'init');
require(join(dirname(require.resolve('cdk-eks-loki/package.json')), 'bin', 'eks-loki.cjs'));
