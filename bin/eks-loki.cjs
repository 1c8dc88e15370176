#!/usr/bin/env node
require('./start.cjs')('eks-loki');
