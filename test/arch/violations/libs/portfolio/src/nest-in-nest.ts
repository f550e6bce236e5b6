import { Module } from '@nestjs/common';
export const m = Module;
