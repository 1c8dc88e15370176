#!/usr/bin/env node
// In a clone the command runs from its TypeScript; installed from a package there is only the compiled output.
// Either way the user's file of environments is TypeScript, so its loader is there.
import { existsSync } from 'node:fs';
import 'tsx';

const source = new URL('./eks-loki.ts', import.meta.url);
await import(existsSync(source) ? source.href : new URL('../dist/bin/eks-loki.js', import.meta.url).href);
