#!/usr/bin/env -S node --max-semi-space-size=4 --heap-growing-percent=100
// No build product, so that npm finds it before the first build.
import '../dist/main.js';
