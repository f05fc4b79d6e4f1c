// The least that a site of Docusaurus has: its documents are the site.
export default {
  title: 'A course',
  url: 'https://course.example',
  baseUrl: '/',
  onBrokenLinks: 'throw',
  presets: [['classic', { docs: { routeBasePath: '/' }, blog: false }]],
};
