import React from 'react';
import { createRoot } from 'react-dom/client';
import {
  BigValue,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GlobalStyles,
  LegendDisplayMode,
  PanelChrome,
  ThemeContext,
  TimeSeries,
} from '@grafana/ui';
import { applyFieldOverrides, createTheme, dateTime, FieldType, getValueFormat, toDataFrame } from '@grafana/data';

/* Draws a dashboard from the answers to its queries, with Grafana's own components for panels, graphs and numbers. */

const { dashboard, answers, now, range } = window.DRAWN;
const theme = createTheme({ colors: { mode: 'dark' } });

/** Size of the grid, as in Grafana. */
const COLUMN = 1584 / 24;
const ROW = 30;
const GAP = 8;
const ROWS_OF_TABLE = 9;
const LINES = 18;

/** Time of the first value of a graph that is not zero. Before the run there is nothing to see. */
const began = Math.min(
  ...dashboard.panels.flatMap(({ type, title }) =>
    type === 'timeseries'
      ? answers[title].flatMap(({ series }) =>
          series.flatMap(({ values }) => values.filter(([, text]) => Number(text) > 0).map(([time]) => time - 15)),
        )
      : [],
  ),
  now - 60,
);
const seconds = Math.min(range, now - began);

const timeRange = {
  from: dateTime((now - seconds) * 1000),
  to: dateTime(now * 1000),
  raw: { from: `now-${seconds / 60}m`, to: 'now' },
};

/** Name of a series: its legend with labels, or its labels. */
function nameOf(legend, labels) {
  if (legend && legend !== '__auto') return legend.replace(/\{\{(\w+)\}\}/g, (_, label) => labels[label] ?? '');
  return Object.values(labels).join(' ') || 'value';
}

const shown = (unit, value) => {
  const { prefix = '', text, suffix = '' } = getValueFormat(unit)(value);
  return `${prefix}${text}${suffix}`;
};

function framesOf({ fieldConfig }, found) {
  const { unit, custom = {}, min, max } = fieldConfig.defaults;
  const data = found.flatMap(({ target, series }) =>
    series.map(({ labels, values }) =>
      toDataFrame({
        fields: [
          { name: 'Time', type: FieldType.time, values: values.map(([time]) => time * 1000), config: {} },
          {
            name: 'Value',
            type: FieldType.number,
            values: values.map(([, text]) => (Number.isFinite(Number(text)) ? Number(text) : null)),
            labels,
            config: {
              unit,
              min,
              max,
              displayName: nameOf(target.legendFormat, labels),
              color: { mode: 'palette-classic' },
              custom,
            },
          },
        ],
      }),
    ),
  );
  const frames = applyFieldOverrides({
    ...{ data, fieldConfig: { defaults: {}, overrides: [] }, theme, replaceVariables: (text) => text, timeZone: 'utc' },
  });
  for (const [seriesIndex, frame] of frames.entries()) {
    for (const field of frame.fields) field.state = { ...field.state, seriesIndex };
  }
  return frames;
}

const Nothing = ({ text, height }) => (
  <div style={{ display: 'flex', height, alignItems: 'center', justifyContent: 'center', color: '#888' }}>{text}</div>
);

function Lines({ found, width, height }) {
  const lines = found
    .flatMap(({ series }) =>
      series.flatMap(({ labels, values }) => values.map(([time, text]) => ({ time, text, labels }))),
    )
    .sort((a, b) => (a.time < b.time ? 1 : -1))
    .slice(0, LINES);
  const colors = { error: '#f2495c', critical: '#b877d9', warn: '#ff9830', info: '#73bf69', debug: '#5794f2' };
  return (
    <div style={{ width, height, overflow: 'hidden', padding: 8, font: '12px/18px monospace' }}>
      {lines.map(({ time, text, labels }, index) => (
        <div
          key={index}
          style={{
            whiteSpace: 'pre',
            overflow: 'hidden',
            borderLeft: `3px solid ${colors[labels.detected_level] ?? '#666'}`,
            paddingLeft: 6,
          }}
        >
          <span style={{ color: '#9fa7b3' }}>
            {new Date(Number(String(time).slice(0, 13))).toISOString().slice(11, 23)}
          </span>{' '}
          {text}
        </div>
      ))}
    </div>
  );
}

function Table({ panel, found, width, height }) {
  const { unit } = panel.fieldConfig.defaults;
  const rows = found
    .flatMap(({ series }) => series.map(({ labels, values }) => ({ labels, value: Number(values.at(-1)?.[1]) })))
    .sort((a, b) => b.value - a.value)
    .slice(0, ROWS_OF_TABLE);
  const names = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))];
  const cell = { textAlign: 'left', padding: '2px 8px', borderBottom: '1px solid #2c3235', whiteSpace: 'nowrap' };
  return (
    <div style={{ width, height, overflow: 'hidden' }}>
      <table style={{ width: '100%', fontSize: 12, borderCollapse: 'collapse' }}>
        <thead>
          <tr>
            {[...names, 'Value'].map((name) => (
              <th key={name} style={{ ...cell, color: '#6e9fff', fontWeight: 500 }}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ labels, value }, index) => (
            <tr key={index}>
              {names.map((name) => (
                <td key={name} style={cell}>
                  {labels[name] ?? ''}
                </td>
              ))}
              <td style={cell}>{shown(unit, value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Number_({ panel, found, width, height }) {
  const { unit, noValue, thresholds } = panel.fieldConfig.defaults;
  const value = Number(found[0]?.series[0]?.values.at(-1)?.[1]);
  const formatted = Number.isFinite(value) ? getValueFormat(unit)(value) : { text: noValue };
  const color =
    [...thresholds.steps].reverse().find((step) => step.value === null || value >= step.value)?.color ?? 'text';
  return (
    <BigValue
      {...{ theme, width, height, justifyMode: 'center' }}
      value={{
        numeric: value,
        ...formatted,
        color: color === 'text' ? '#ccccdc' : theme.visualization.getColorByName(color),
      }}
      colorMode={BigValueColorMode.Value}
      graphMode={BigValueGraphMode.None}
      textMode={BigValueTextMode.Value}
    />
  );
}

function Content({ panel, width, height }) {
  const found = answers[panel.title] ?? [];
  const values = found.flatMap(({ series }) => series.flatMap((one) => one.values));
  const hasNumbers = values.some(([, text]) => Number.isFinite(Number(text)));
  if (panel.type === 'logs' && values.length > 0) return <Lines {...{ found, width, height }} />;
  if (panel.type === 'stat') return <Number_ {...{ panel, found, width, height }} />;
  if (!hasNumbers) return <Nothing text={panel.fieldConfig.defaults.noValue} height={height} />;
  if (panel.type === 'table') return <Table {...{ panel, found, width, height }} />;
  return (
    <TimeSeries
      {...{ frames: framesOf(panel, found), width, height, timeRange, timeZone: 'utc' }}
      legend={{ displayMode: LegendDisplayMode.List, placement: 'bottom', showLegend: true, calcs: [] }}
      options={{ tooltip: { mode: 'none' } }}
    />
  );
}

function Panel({ panel }) {
  const { x, y, w, h } = panel.gridPos;
  const place = { position: 'absolute', left: x * COLUMN, top: y * (ROW + GAP) };
  const [width, height] = [w * COLUMN - GAP, h * (ROW + GAP) - GAP];
  if (panel.type === 'row') {
    return (
      <div style={{ ...place, height, lineHeight: `${height}px`, fontSize: 16, color: '#ccccdc' }}>{panel.title}</div>
    );
  }
  return (
    <div style={{ ...place, width, height }}>
      <PanelChrome title={panel.title} width={width} height={height} padding="none">
        {(innerWidth, innerHeight) => <Content panel={panel} width={innerWidth} height={innerHeight} />}
      </PanelChrome>
    </div>
  );
}

createRoot(document.getElementById('root')).render(
  <ThemeContext.Provider value={theme}>
    <GlobalStyles />
    <div style={{ fontSize: 20, height: 34 }}>{dashboard.title}</div>
    <div style={{ position: 'relative' }}>
      {dashboard.panels.map((panel) => (
        <Panel key={panel.id} panel={panel} />
      ))}
    </div>
  </ThemeContext.Provider>,
);
