import type { Document } from '../../src/dockerfile/document.ts';
import type { Fix, Skip } from '../../src/engine/transform.ts';
import type { Project } from '../../src/project/project.ts';

export function* findSplit(_id: string, _doc: Document, _project: Project): Generator<Fix | Skip> {}
