import { startTestGateway, type TestGateway } from './support/gateway';

const context = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
const institution = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person';
const system = 'http://purl.imsglobal.org/vocab/lis/v2/system/person';
const scope = 'https://purl.imsglobal.org/spec/lti-ags/scope';

const everyField = `{
  launch {
    user { id name givenName familyName email roles }
    permissions { manageLineItems readAllScores gradeLearners }
    context { id label title types }
    resourceLink { id title description }
    platform { id url name productFamilyCode version }
    services { gradesAvailable rosterAvailable deepLinkingAvailable gradesScopes }
    lineItem { id label }
  }
}`;
const everything = { manageLineItems: true, readAllScores: true, gradeLearners: true };
const nothing = { manageLineItems: false, readAllScores: false, gradeLearners: false };
const lineItemsOnly = { manageLineItems: true, readAllScores: false, gradeLearners: false };

describe('launch', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());
  beforeEach(() => {
    gateway.sandbox.clearFaults();
    gateway.takeCalls();
  });

  test('returns the user, the course, the platform and the services', async () => {
    const { instructor } = gateway.sandbox.seeded;
    const { data, errors } = await gateway.run(everyField, {}, instructor.authorization.bearer);
    expect(errors).toEqual([]);
    expect(data.launch).toEqual({
      user: {
        id: instructor.userId,
        name: 'Margaret Ellison',
        givenName: 'Margaret',
        familyName: 'Ellison',
        email: 'margaret.ellison.1@example.edu',
        roles: [`${context}#Instructor`, `${institution}#Faculty`],
      },
      permissions: everything,
      context: {
        id: 'course-1',
        label: 'BIO 101',
        title: 'Introduction to Cell Biology',
        types: ['http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering'],
      },
      resourceLink: { id: 'link-1-1', title: 'Reading the microscope', description: 'First activity of the term' },
      platform: {
        id: expect.stringMatching(/^[\da-f]{32}$/),
        url: 'https://lms.example.edu',
        name: 'Example University LMS',
        productFamilyCode: 'example-lms',
        version: '1.0',
      },
      services: {
        gradesAvailable: true,
        rosterAvailable: true,
        deepLinkingAvailable: false,
        gradesScopes: ['lineitem', 'lineitem.readonly', 'result.readonly', 'score'].map((name) => `${scope}/${name}`),
      },
      lineItem: {
        id: 'https://lms.example.edu/lti/courses/1/lineitems/1',
        label: 'Week 1: Reading the microscope',
      },
    });
  });

  test('is null for a service key, without an error or a call', async () => {
    const { data, errors } = await gateway.run(everyField, {}, gateway.sandbox.launch().authorization.serviceKey);
    expect([data, errors]).toEqual([{ launch: null }, []]);
    expect(gateway.takeCalls()).toEqual([]);
  });

  test("gives a back end with a learner's ltik that learner's launch and full permissions", async () => {
    const course = gateway.sandbox.createCourse();
    const [userId = ''] = course.learnerIds();
    const launch = gateway.sandbox.launch({ course, userId });
    const { data, errors } = await gateway.run(everyField, {}, launch.authorization.ltik);
    expect(errors).toEqual([]);
    expect(data.launch).toMatchObject({ user: { id: userId }, permissions: everything });
  });

  test('returns null for values that the LMS does not share', async () => {
    const launch = gateway.sandbox.launch();
    gateway.sandbox.fault({
      launch,
      route: 'idtoken',
      rewrite: (answer) => ({
        ...answer,
        body: {
          user: { id: 7, name: '', email: null },
          platform: { id: 'p', version: 4 },
          launch: { context: { id: 12 } },
          services: { assignmentAndGrades: { available: true } },
        },
      }),
    });
    const { data, errors } = await gateway.run(everyField, {}, launch.authorization.bearer);
    expect(errors).toEqual([]);
    expect(data.launch).toEqual({
      user: { id: '7', name: null, givenName: null, familyName: null, email: null, roles: [] },
      permissions: nothing,
      context: { id: '12', label: null, title: null, types: [] },
      resourceLink: null,
      platform: { id: 'p', url: null, name: null, productFamilyCode: null, version: '4' },
      services: { gradesAvailable: true, rosterAvailable: false, deepLinkingAvailable: false, gradesScopes: null },
      lineItem: null,
    });
  });

  describe('permissions', () => {
    test.each([
      ['an Instructor', [`${context}#Instructor`], everything],
      ['an Instructor with the short name', ['Instructor'], everything],
      ...[
        'ExternalInstructor',
        'Grader',
        'GuestInstructor',
        'Lecturer',
        'PrimaryInstructor',
        'SecondaryInstructor',
        'TeachingAssistant',
        'TeachingAssistantSection',
      ].map(
        (name) =>
          [`a ${name} by the sub-role alone`, [`${context}/Instructor#${name}`], everything] as [
            string,
            string[],
            typeof everything,
          ],
      ),
      ['a course Administrator', [`${context}#Administrator`], everything],
      ['an Administrator with the short name', ['Administrator'], everything],
      ['only an Administrator sub-role', [`${context}/Administrator#Administrator`], nothing],
      ['only a support sub-role', [`${context}/Administrator#Support`], nothing],
      ['a ContentDeveloper', [`${context}#ContentDeveloper`], lineItemsOnly],
      ['a ContentDeveloper with the short name', ['ContentDeveloper'], lineItemsOnly],
      ['a Mentor', [`${context}#Mentor`], nothing],
      ['a Learner', [`${context}#Learner`], nothing],
      ['a Learner with the short name', ['Learner'], nothing],
      ['a Manager', [`${context}#Manager`], nothing],
      ['a user without roles', [], nothing],
      ["a Learner's sub-role Instructor", [`${context}/Learner#Instructor`], nothing],
      ['an institution Instructor', [`${institution}#Instructor`, `${institution}#Faculty`], nothing],
      ['an institution and system Administrator', [`${institution}#Administrator`, `${system}#SysAdmin`], nothing],
      ["LTI 1.1's Instructor", ['urn:lti:role:ims/lis/Instructor'], nothing],
      ["LTI 1.1's system administrator", ['urn:lti:sysrole:ims/lis/Administrator'], nothing],
      ['a sub-role as a short name, which does not exist', ['TeachingAssistant', 'Grader'], nothing],
      ['a role of another vocabulary', ['https://example.com/vocab/lis/v2/membership#Instructor'], nothing],
      ['text after a known role', [`${context}#Instructor `, `${context}#InstructorEmeritus`], nothing],
      ['an Instructor who is also a Learner', [`${context}#Learner`, `${context}#Instructor`], everything],
      ['a Mentor who is also a ContentDeveloper', [`${context}#Mentor`, `${context}#ContentDeveloper`], lineItemsOnly],
    ])('of %s', async (_who, roles, permissions) => {
      const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 1 });
      const { data, errors } = await gateway.run(
        `{ launch { user { roles } permissions { manageLineItems readAllScores gradeLearners } }
           lineItems { nodes { scores { nodes { userId } } } } }`,
        {},
        gateway.sandbox.launch({ course, roles }).authorization.bearer,
      );
      expect(data.launch).toEqual({ user: { roles }, permissions });
      // The permissions match what the operations allow.
      expect(errors.map((error) => error.extensions.code)).toEqual(permissions.readAllScores ? [] : ['FORBIDDEN']);
      expect(data.lineItems.nodes[0].scores !== null).toBe(permissions.readAllScores);
    });
  });

  test('of a role in STAFF_ROLES are those of staff; only an exact match counts', async () => {
    const support = `${context}/Administrator#Support`;
    const own = await startTestGateway({ config: { staffRoles: [support] } });
    try {
      const permissionsOf = async (role: string) => {
        const { bearer } = own.sandbox.launch({ roles: [role] }).authorization;
        const query = '{ launch { permissions { manageLineItems readAllScores gradeLearners } } }';
        return (await own.run(query, {}, bearer)).data.launch.permissions;
      };
      expect(await permissionsOf(support)).toEqual(everything);
      expect(await permissionsOf(`${support}er`)).toEqual(nothing);
      expect(await permissionsOf(`${context}/Administrator#Developer`)).toEqual(nothing);
    } finally {
      await own.close();
    }
  });

  describe('lineItem', () => {
    const query = '{ launch { resourceLink { id } lineItem { id label resourceLinkId } } }';

    test('is the line item bound to the link', async () => {
      const course = gateway.sandbox.createCourse({ lineItems: 3 });
      const { resourceLinkId } = course;
      const { id, label } = course.addLineItem({ resourceLinkId });
      const { data, errors } = await gateway.run(query, {}, gateway.sandbox.launch({ course }).authorization.bearer);
      expect(errors).toEqual([]);
      expect(data.launch).toEqual({ resourceLink: { id: resourceLinkId }, lineItem: { id, label, resourceLinkId } });
    });

    test('is null if there are two', async () => {
      const course = gateway.sandbox.createCourse();
      for (const label of ['Draft', 'Final']) course.addLineItem({ label, resourceLinkId: course.resourceLinkId });
      const { data, errors } = await gateway.run(query, {}, gateway.sandbox.launch({ course }).authorization.bearer);
      expect([data.launch.lineItem, errors]).toEqual([null, []]);
    });

    test('is null after deletion', async () => {
      const course = gateway.sandbox.createCourse();
      const { id } = course.addLineItem({ resourceLinkId: course.resourceLinkId });
      const { bearer } = gateway.sandbox.launch({ course }).authorization;
      expect((await gateway.run(query, {}, bearer)).data.launch.lineItem.id).toBe(id);
      course.deleteLineItem(id);
      const { data, errors } = await gateway.run(query, {}, bearer);
      expect([data.launch.lineItem, errors]).toEqual([null, []]);
    });

    test('fails without affecting the rest of the launch', async () => {
      const course = gateway.sandbox.createCourse();
      course.addLineItem({ resourceLinkId: course.resourceLinkId });
      const launch = gateway.sandbox.launch({ course });
      gateway.sandbox.fault({ launch, route: 'lineItem', status: 500 });
      const { data, errors } = await gateway.run(query, {}, launch.authorization.bearer);
      expect(data.launch).toEqual({ resourceLink: { id: course.resourceLinkId }, lineItem: null });
      expect(errors).toMatchObject([{ path: ['launch', 'lineItem'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
    });
  });

  test('of a deep linking launch has no resource link and no line item', async () => {
    const { data, errors } = await gateway.run(
      everyField,
      {},
      gateway.sandbox.launch({ resourceLinkId: null }).authorization.bearer,
    );
    expect(errors).toEqual([]);
    expect(data.launch).toMatchObject({ resourceLink: null, lineItem: null, services: { deepLinkingAvailable: true } });
  });

  test.each([
    ['without the grades service', { grades: 'unavailable' }, { rosterAvailable: true }],
    ['of LTI 1.1', { ltiVersion: '1.2.0' }, { rosterAvailable: false }],
  ] as const)('%s: reports it and grants no permission', async (_name, options, services) => {
    const { data, errors } = await gateway.run(everyField, {}, gateway.sandbox.launch(options).authorization.bearer);
    expect(errors).toEqual([]);
    expect(data.launch).toMatchObject({
      user: { name: 'Margaret Ellison' },
      context: { id: 'course-1' },
      permissions: nothing,
      services: { gradesAvailable: false, gradesScopes: null, deepLinkingAvailable: false, ...services },
      lineItem: null,
    });
    expect(gateway.takeCalls()).toEqual(['GET idtoken']);
  });

  test('is read once and cached, for this credential only', async () => {
    const query = '{ launch { user { id } } }';
    const course = gateway.sandbox.createCourse();
    const [first = '', second = ''] = course.learnerIds();
    const one = gateway.sandbox.launch({ course, userId: first }).authorization;
    const other = gateway.sandbox.launch({ course, userId: second }).authorization;
    const whoIs = async (authorization: string) => (await gateway.run(query, {}, authorization)).data.launch.user.id;
    expect(await whoIs(one.bearer)).toBe(first);
    expect(gateway.takeCalls()).toEqual(['GET idtoken']);
    expect(await whoIs(one.bearer)).toBe(first);
    expect(gateway.takeCalls()).toEqual([]);
    expect(await whoIs(other.bearer)).toBe(second);
    expect(gateway.takeCalls()).toEqual(['GET idtoken']);
    expect(await whoIs(one.bearer)).toBe(first);
  });

  test('is not cached if it could not be read', async () => {
    const launch = gateway.sandbox.launch();
    const fault = gateway.sandbox.fault({ launch, route: 'idtoken', status: 503 });
    const failed = await gateway.run(everyField, {}, launch.authorization.bearer);
    expect([failed.data, failed.errors.length]).toEqual([{ launch: null }, 1]);
    fault.remove();
    const { data, errors } = await gateway.run(everyField, {}, launch.authorization.bearer);
    expect([data.launch.user.id, errors]).toEqual([launch.userId, []]);
  });
});
