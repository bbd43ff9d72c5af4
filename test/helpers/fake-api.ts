export { createFakeApi, type FakeApi, type FakeOptions } from '../../renderer/fake-api/fake-api.ts'
