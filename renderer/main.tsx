/**
 * Entry of the renderer: builds the store on the bridge, starts it, and draws the app into `#root`.
 *
 * The interface is in English, so the few words that react-aria brings along are too.
 */
import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/base.css';
import { App } from './app.tsx';
import { bridge } from './bridge.ts';
import { createStore } from './store.ts';
import { StoreContext } from './use-store.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const store = createStore(bridge());
store.start();

createRoot(root).render(
  <StrictMode>
    <I18nProvider locale="en">
      <StoreContext value={store}>
        <App />
      </StoreContext>
    </I18nProvider>
  </StrictMode>,
);
