export default {
  title: 'A course',
  outDir: 'dist',
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === 'lstm-conveyor' } } },
};
