export { ChoosePage } from './ChoosePage';
export { ConversationPage } from './ConversationPage';
export { MessengerPage, MessengerZones } from './MessengerPage';
export { NewPage } from './NewPage';
export { SearchPage } from './SearchPage';
export { SettingsPage } from './SettingsPage';
