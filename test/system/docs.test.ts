import { testGuides } from '../docs/guides';

testGuides({ withShell: true });
