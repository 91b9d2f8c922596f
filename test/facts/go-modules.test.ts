import { expect, it } from 'vitest';
import { cLinksOf, isPureGo, programStartedBy, readsByCustom, readsSources } from '../../src/facts/go-modules.ts';

it('means a module with all that is below it, and nothing beside it', () => {
  expect(cLinksOf('github.com/mattn/go-sqlite3')).toBe('bundled');
  expect(cLinksOf('github.com/confluentinc/confluent-kafka-go/v2/kafka')).toBe('bundled');
  expect(cLinksOf('gocv.io/x/gocv')).toBe('system');
  expect(cLinksOf('github.com/mattn/go-sqlite3x')).toBeNull();
  expect(cLinksOf('toString')).toBeNull();
});

it('knows what modules do beside being linked', () => {
  expect(programStartedBy('github.com/chromedp/chromedp')).toBe('google-chrome');
  expect(programStartedBy('golang.org/x/tools/go/ast')).toBeNull();
  expect(readsByCustom('github.com/spf13/viper')).toBe(true);
  expect(readsSources('github.com/revel/revel')).toBe(true);
  expect(isPureGo('github.com/gin-gonic/gin')).toBe(true);
  expect(isPureGo('example.com/gin')).toBe(false);
});

it('takes no module for pure that is known to need C', () => {
  for (const path of ['golang.org/x/mobile/app', 'gorm.io/driver/sqlite', 'github.com/mattn/go-sqlite3'])
    expect(isPureGo(path)).toBe(false);
});
