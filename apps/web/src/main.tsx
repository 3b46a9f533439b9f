import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { Crash, PageFault } from './elements/crash.tsx';
import { loadAgainAfterUpdate } from './frame/view-components.ts';
import './style/index.css';

const root = document.getElementById('page');
if (root === null) throw new Error('BUG: index.html has no #page');
loadAgainAfterUpdate();
createRoot(root).render(
  <StrictMode>
    <Crash show={(message) => <PageFault message={message} />}>
      <App />
    </Crash>
  </StrictMode>,
);
