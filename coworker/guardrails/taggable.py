"""Which CloudFormation resource types take tags, and under which property.

It must not be edited by hand beyond what the test against cfn-lint's bundled schemas asks for.
"""

# Service, then the names of its types whose tags stand under Tags. From the `tagging` part of
# CloudFormation's resource provider schemas.
_UNDER_TAGS = """
ACMPCA: CertificateAuthority
AIOps: InvestigationGroup
APS: AnomalyDetector RuleGroupsNamespace Scraper Workspace
ARCRegionSwitch: Plan
AWSExternalAnthropic: Workspace
AccessAnalyzer: Analyzer
AccountAccess: Application
AgentRegistry: Registry RegistryRecord
AmazonMQ: Broker Configuration
Amplify: App Branch Webhook
AmplifyUIBuilder: Component Form Theme
ApiGateway: ApiKey ClientCertificate DomainName DomainNameAccessAssociation DomainNameV2 RestApi
    Stage UsagePlan VpcLink
ApiGatewayV2: Api DomainName PortalProduct Stage VpcLink
AppConfig: Application ConfigurationProfile Deployment DeploymentStrategy Environment
    ExperimentDefinition ExperimentRun Extension ExtensionAssociation
AppFabric: AppAuthorization IngestionDestination
AppFlow: Flow
AppIntegrations: Application DataIntegration EventIntegration
AppMesh: GatewayRoute Mesh Route VirtualGateway VirtualNode VirtualRouter VirtualService
AppRunner: AutoScalingConfiguration ObservabilityConfiguration Service VpcConnector
    VpcIngressConnection
AppStream: AppBlock AppBlockBuilder Application Fleet ImageBuilder Stack
AppSync: Api ChannelNamespace DomainName GraphQLApi
AppTest: TestCase
ApplicationAutoScaling: ScalableTarget
ApplicationInsights: Application
ApplicationSignals: InstrumentationConfig ServiceLevelObjective
Athena: CapacityReservation DataCatalog WorkGroup
AuditManager: Assessment AssessmentFramework
AutoScaling: AutoScalingGroup
B2BI: Capability Partnership Profile Transformer
BCM: Dashboard ScheduledReport
BCMDataExports: Export
Backup: LegalHold RestoreTestingPlan
BackupGateway: Hypervisor
Batch: ComputeEnvironment ConsumableResource JobDefinition JobQueue QuotaShare SchedulingPolicy
    ServiceEnvironment
BcmPricingCalculator: BillEstimate BillScenario WorkloadEstimate
Bedrock: Agent AgentAlias ApplicationInferenceProfile AutomatedReasoningPolicy
    AutomatedReasoningPolicyVersion Blueprint DataAutomationLibrary DataAutomationProject Flow
    FlowAlias Guardrail IntelligentPromptRouter KnowledgeBase Prompt PromptVersion
    RetrievalInstruction Session
BedrockAgentCore: ApiKeyCredentialProvider BrowserCustom BrowserProfile CapacityProvider
    CodeInterpreterCustom ConfigurationBundle ConsentPortal Dataset Evaluator Gateway Harness
    HarnessEndpoint Memory OAuth2CredentialProvider OnlineEvaluationConfig
    PaymentCredentialProvider PaymentManager PolicyEngine Runtime RuntimeEndpoint WorkloadIdentity
BedrockMantle: Project
Billing: BillingView
BillingConductor: BillingGroup CustomLineItem PricingPlan PricingRule
Braket: SpendingLimit
CE: CostCategory
CUR: ReportDefinition
Cases: Case CaseRule Domain Field Layout RelatedItem Template
Cassandra: Keyspace Table
CertificateManager: AcmeDomainValidation AcmeEndpoint AcmeExternalAccountBinding Certificate
Chatbot: CustomAction MicrosoftTeamsChannelConfiguration SlackChannelConfiguration
Chime: AppInstance AppInstanceBot AppInstanceUser Channel ChannelFlow
    MediaInsightsPipelineConfiguration MediaPipelineKinesisVideoStreamPool SipMediaApplication
    VoiceConnector
CleanRooms: AnalysisTemplate Collaboration ConfiguredTable ConfiguredTableAssociation
    IdMappingTable IdNamespaceAssociation IntermediateTable Membership PrivacyBudgetTemplate
CleanRoomsML: ConfiguredModelAlgorithm ConfiguredModelAlgorithmAssociation TrainingDataset
Cloud9: EnvironmentEC2
CloudFormation: ChangeSet Stack StackSet
CloudFront: AnycastIpList ConnectionFunction ConnectionGroup Distribution DistributionTenant
    Function KeyValueStore StreamingDistribution TrustStore VpcOrigin
CloudHSM: Cluster
CloudTrail: Channel Dashboard EventDataStore Trail
CloudWatch: Alarm AlarmMuteRule CompositeAlarm Dashboard InsightRule Integration LogAlarm
    MetricStream View
CodeArtifact: Domain PackageGroup Repository
CodeBuild: Fleet Project ReportGroup
CodeCommit: Repository
CodeConnections: Connection Host
CodeDeploy: Application DeploymentGroup
CodeGuruProfiler: ProfilingGroup
CodeGuruReviewer: RepositoryAssociation
CodePipeline: CustomActionType Pipeline Webhook
CodeStarConnections: Connection RepositoryLink
CodeStarNotifications: NotificationRule
Comprehend: DocumentClassifier DocumentClassifierEndpoint EntityRecognizer
    EntityRecognizerEndpoint Flywheel
ComputeOptimizer: AutomationRule
Config: AggregationAuthorization ConfigurationAggregator ConformancePack Connector
    OrganizationConformancePack StoredQuery
Connect: AgentStatus ContactFlow ContactFlowModule DataTable EmailAddress EvaluationForm
    HoursOfOperation Instance IntegrationAssociation Metric Notification PhoneNumber Prompt Queue
    QuickConnect RoutingProfile Rule SecurityProfile TaskTemplate TestCase
    TrafficDistributionGroup UseCase User UserHierarchyGroup View Vocabulary Workspace
ConnectCampaigns: Campaign
ConnectCampaignsV2: Campaign
ControlTower: EnabledBaseline EnabledControl LandingZone
CustomerProfiles: CalculatedAttributeDefinition Domain DomainObjectType EventStream EventTrigger
    Integration ObjectType Recommender RecommenderFilter RecommenderSchema SegmentDefinition
DAX: Cluster
DLM: LifecyclePolicy
DMS: DataMigration DataProvider Endpoint EventSubscription InstanceProfile MigrationProject
    ReplicationConfig ReplicationInstance ReplicationSubnetGroup ReplicationTask
DRS: LaunchConfigurationTemplate RecoveryPlan ReplicationConfigurationTemplate SourceNetwork
DSQL: Cluster
DataBrew: Dataset Job Project Recipe Ruleset Schedule
DataExchange: DataSet EventAction
DataSync: Agent LocationAzureBlob LocationEFS LocationFSxLustre LocationFSxONTAP
    LocationFSxOpenZFS LocationFSxWindows LocationHDFS LocationNFS LocationObjectStorage
    LocationS3 LocationSMB Task
DataZone: Domain
Deadline: Budget Farm Fleet LicenseEndpoint Monitor Queue Worker
Detective: Graph
DevOpsAgent: AgentSpace PrivateConnection Service
DirectConnect: Connection DirectConnectGateway Lag PrivateVirtualInterface PublicVirtualInterface
    TransitVirtualInterface
DirectoryService: SimpleAD
DocDB: DBCluster DBClusterParameterGroup DBInstance DBSubnetGroup GlobalCluster
DocDBElastic: Cluster ClusterSnapshot
DynamoDB: Table
EC2: ApplicationStatusCheck CapacityManagerDataExport CarrierGateway CustomerGateway DHCPOptions
    EIP EgressOnlyInternetGateway FlowLog FpgaImage Host IPAM IPAMPool IPAMPrefixListResolver
    IPAMPrefixListResolverTarget IPAMResourceDiscovery IPAMResourceDiscoveryAssociation IPAMScope
    IPv4Pool Instance InstanceConnectEndpoint InstanceEventWindow InternetGateway
    IpamExternalResourceVerificationToken IpamInternetRegistryAssociation KeyPair
    LocalGatewayRouteTable LocalGatewayRouteTableVPCAssociation
    LocalGatewayRouteTableVirtualInterfaceGroupAssociation LocalGatewayVirtualInterface
    LocalGatewayVirtualInterfaceGroup NatGateway NetworkAcl NetworkInsightsAccessScope
    NetworkInsightsAccessScopeAnalysis NetworkInsightsAnalysis NetworkInsightsPath
    NetworkInterface PlacementGroup PrefixList RouteServer RouteServerEndpoint RouteServerPeer
    RouteTable SecondaryNetwork SecurityGroup Subnet SubnetCidrReservation TrafficMirrorFilter
    TrafficMirrorFilterRule TrafficMirrorSession TrafficMirrorTarget TransitGateway
    TransitGatewayAttachment TransitGatewayConnect TransitGatewayConnectPeer
    TransitGatewayMeteringPolicy TransitGatewayMulticastDomain TransitGatewayPeeringAttachment
    TransitGatewayPolicyTable TransitGatewayRouteTable TransitGatewayVpcAttachment VPC
    VPCBlockPublicAccessExclusion VPCEncryptionControl VPCEndpoint VPCEndpointService
    VPCPeeringConnection VPNConcentrator VPNConnection VPNGateway VerifiedAccessEndpoint
    VerifiedAccessGroup VerifiedAccessInstance VerifiedAccessTrustProvider Volume
ECR: PublicRepository Repository
ECS: CapacityProvider Cluster Daemon DaemonTaskDefinition ExpressGatewayService Gateway Service
    TaskDefinition TaskSet
EKS: AccessEntry Addon Capability Cluster FargateProfile IdentityProviderConfig Nodegroup
    PodIdentityAssociation
EMR: Cluster Studio WALWorkspace
EMRContainers: Endpoint JobTemplate SecurityConfiguration VirtualCluster
EMRServerless: Application
EVS: Environment
ElastiCache: CacheCluster GlobalReplicationGroup ParameterGroup ReplicationGroup SecurityGroup
    ServerlessCache ServerlessCacheSnapshot Snapshot SubnetGroup User UserGroup
ElasticBeanstalk: Environment
ElasticLoadBalancing: LoadBalancer
ElasticLoadBalancingV2: Listener ListenerRule LoadBalancer TargetGroup TrustStore
Elasticsearch: Domain
ElementalInference: Dictionary Feed
EntityResolution: IdMappingWorkflow IdNamespace MatchingWorkflow SchemaMapping
EventSchemas: Discoverer Registry Schema
Events: EventBus Rule
EventsV2: EventBus EventSource Subscriber
Evidently: Experiment Feature Launch Project Segment
FIS: ExperimentTemplate
FMS: ApplicationsList Policy ProtocolsList ResourceSet
FSx: Backup DataRepositoryAssociation FileCache FileSystem Snapshot StorageVirtualMachine Volume
FinSpace: Environment
Forecast: Dataset DatasetGroup
FraudDetector: Detector EntityType EventType Label List Outcome Variable
GameLift: Alias Build ContainerFleet ContainerGroupDefinition Fleet GameServerGroup
    GameSessionQueue Location MatchmakingConfiguration MatchmakingRuleSet Script
GlobalAccelerator: Accelerator CrossAccountAttachment
Glue: Blueprint Catalog Connection ConnectionType Crawler DataQualityRuleset DevEndpoint
    Integration IntegrationResourceProperty Job MLTransform Registry Schema Session Trigger
    UsageProfile Workflow
Grafana: Workspace
Greengrass: ConnectorDefinition CoreDefinition DeviceDefinition FunctionDefinition Group
    LoggerDefinition ResourceDefinition SubscriptionDefinition
GreengrassV2: ComponentVersion Deployment
GroundStation: Config DataflowEndpointGroup DataflowEndpointGroupV2 MissionProfile
GuardDuty: CustomDetectionRuleAssociation Detector Filter IPSet MalwareProtectionPlan
    PublishingDestination ThreatEntitySet ThreatIntelSet TrustedEntitySet
HealthAgent: Domain
HealthImaging: Datastore
HealthLake: DataTransformationProfile FHIRDatastore
IAM: OIDCProvider Role SAMLProvider ServerCertificate User VirtualMFADevice
IVS: AdConfiguration Channel EncoderConfiguration IngestConfiguration PlaybackKeyPair
    PlaybackRestrictionPolicy PublicKey RecordingConfiguration Stage StorageConfiguration
    StreamKey
IVSChat: LoggingConfiguration Room
ImageBuilder: Component ContainerRecipe DistributionConfiguration Image ImagePipeline ImageRecipe
    InfrastructureConfiguration LifecyclePolicy Workflow
InspectorV2: CisScanConfiguration CodeSecurityIntegration CodeSecurityScanConfiguration Connector
    Filter
Interconnect: Connection
InternetMonitor: Monitor
Invoicing: ProcurementPortalPreference
IoT: Authorizer BillingGroup CACertificate CertificateProvider Command CustomMetric Dimension
    DomainConfiguration FleetMetric Job JobTemplate MitigationAction Policy ProvisioningTemplate
    RoleAlias ScheduledAudit SecurityProfile SoftwarePackage SoftwarePackageVersion Stream
    ThingGroup ThingType TopicRule
IoTAnalytics: Channel Dataset Datastore Pipeline
IoTCoreDeviceAdvisor: SuiteDefinition
IoTFleetWise: Campaign DecoderManifest Fleet ModelManifest SignalCatalog StateTemplate Vehicle
IoTSecureTunneling: Tunnel
IoTSiteWise: Application Asset AssetModel ComputationModel Dashboard Dataset Gateway Pipeline
    Portal Project Task Workspace
IoTTwinMaker: ComponentType Entity Scene SyncJob Workspace
IoTWireless: Destination DeviceProfile FuotaTask MulticastGroup NetworkAnalyzerConfiguration
    PartnerAccount ServiceProfile TaskDefinition WirelessDevice WirelessDeviceImportTask
    WirelessGateway
KMS: Key ReplicaKey
KafkaConnect: Connector CustomPlugin WorkerConfiguration
Kendra: DataSource Faq FeaturedResultsSet Index QuerySuggestionsBlockList Thesaurus
KendraRanking: ExecutionPlan
Kinesis: Channel Stream StreamConsumer
KinesisAnalyticsV2: Application
KinesisFirehose: DeliveryStream
KinesisVideo: SignalingChannel Stream
Lambda: CapacityProvider CodeSigningConfig EventSourceMapping Function MicrovmImage
    NetworkConnector WebFunction
LaunchWizard: Deployment
LicenseManager: Grant License LicenseAssetGroup LicenseAssetRuleSet LicenseConfiguration
    ReportGenerator
LicenseManagerLinuxSubscriptions: SubscriptionProvider
LicenseManagerUserSubscriptions: LicenseServerEndpoint
Lightsail: Bucket Certificate Container Database DatabaseSnapshot Disk DiskSnapshot Distribution
    Domain Instance InstanceSnapshot KeyPair LoadBalancer
Location: APIKey GeofenceCollection Map PlaceIndex RouteCalculator Tracker
Logs: Delivery DeliveryDestination DeliverySource Destination LogGroup ScheduledQuery
LookoutEquipment: InferenceScheduler
M2: Application Environment
MGN: Connector LaunchConfigurationTemplate NetworkMigrationDefinition
MPA: ApprovalTeam IdentitySource
MSK: Channel Cluster Replicator ServerlessCluster VpcConnection
MWAA: Environment
MWAAServerless: Workflow
Macie: AllowList CustomDataIdentifier FindingsFilter Member
MediaConnect: Flow FlowEntitlement FlowMediaStream FlowOutput FlowSource FlowVpcInterface
    RouterInput RouterNetworkInterface RouterOutput
MediaConvert: JobTemplate Preset Queue
MediaLive: Channel ChannelPlacementGroup CloudWatchAlarmTemplate CloudWatchAlarmTemplateGroup
    Cluster EventBridgeRuleTemplate EventBridgeRuleTemplateGroup Input InputSecurityGroup
    Multiplex Network Node SdiSource SignalMap
MediaPackage: Asset Channel OriginEndpoint PackagingConfiguration PackagingGroup
MediaPackageV2: Channel ChannelGroup OriginEndpoint
MediaStore: Container
MediaTailor: Channel Function LiveSource PlaybackConfiguration PrefetchSchedule SourceLocation
    VodSource
MemoryDB: ACL Cluster MultiRegionCluster ParameterGroup Snapshot SubnetGroup User
Neptune: DBCluster DBClusterParameterGroup DBInstance DBParameterGroup DBSubnetGroup
    EventSubscription GlobalCluster
NeptuneGraph: Graph GraphSnapshot
NetworkFirewall: ContainerAssociation Firewall FirewallPolicy RuleGroup TLSInspectionConfiguration
    VpcEndpointAssociation
NetworkFlowMonitor: Monitor Scope
NetworkManager: ConnectAttachment ConnectPeer CoreNetwork Device DirectConnectGatewayAttachment
    GlobalNetwork Link Site SiteToSiteVpnAttachment TransitGatewayPeering
    TransitGatewayRouteTableAttachment VpcAttachment
NetworkMonitor: Monitor
NetworkSecurityManager: Deployment Policy Rule Scope Template
Notifications: NotificationConfiguration
NotificationsContacts: EmailContact
ODB: CloudAutonomousVmCluster CloudExadataInfrastructure CloudVmCluster OdbNetwork
    OdbPeeringConnection
OSIS: Pipeline
Oam: Link Sink
ObservabilityAdmin: DatasetIntegration OrganizationCentralizationRule OrganizationTelemetryRule
    S3TableIntegration TelemetryPipelines TelemetryRule
Omics: AnnotationStore Configuration ReferenceStore RunCache RunGroup SequenceStore VariantStore
    Workflow WorkflowVersion
OpenSearchServerless: Collection CollectionGroup
OpenSearchService: Application Domain
Organizations: Account OrganizationalUnit Policy ResourcePolicy
Outposts: Outpost Site
PCAConnectorAD: Connector DirectoryRegistration Template
PCAConnectorSCEP: Challenge Connector
PCS: Cluster ComputeNodeGroup Queue
PI: PerfReports
Panorama: ApplicationInstance Package
PaymentCryptography: Key
Personalize: Campaign Dataset DatasetGroup EventTracker Filter Schema Solution
Pinpoint: App Campaign EmailTemplate InAppTemplate PushTemplate Segment SmsTemplate
PinpointEmail: ConfigurationSet DedicatedIpPool Identity
Pipes: Pipe
Proton: EnvironmentAccountConnection EnvironmentTemplate ServiceTemplate
QBusiness: Application DataAccessor DataSource Index Plugin Retriever WebExperience
QLDB: Ledger Stream
QuickSight: ActionConnector Agent Analysis Brand CustomPermissions Customization DLPSetting
    Dashboard DataSet DataSource Folder KnowledgeBase OAuthClientApplication Space Template Theme
    Topic TopicV2 VPCConnection
RAM: Permission ResourceShare
RDS: ClusterSnapshot CustomDBEngineVersion DBCluster DBClusterEndpoint DBClusterParameterGroup
    DBInstance DBParameterGroup DBProxy DBProxyEndpoint DBProxyTargetGroup DBSecurityGroup
    DBShardGroup DBSnapshot DBSubnetGroup Deployment EventSubscription GlobalCluster Integration
    OptionGroup
RTBFabric: InboundExternalLink Link LinkRoutingRule OutboundExternalLink RequesterGateway
    ResponderGateway
RUM: AppMonitor
Rbin: Rule
Redshift: Cluster ClusterParameterGroup ClusterSecurityGroup ClusterSubnetGroup EventSubscription
    Integration QEV2IdcApplication RedshiftIdcApplication Snapshot SnapshotCopyGrant
    SnapshotSchedule UsageLimit
RedshiftServerless: Namespace Snapshot Workgroup
RefactorSpaces: Application Environment Route Service
Rekognition: Collection Dataset Project StreamProcessor
ResilienceHub: App ResiliencyPolicy
ResilienceHubV2: Policy Service System
ResourceExplorer2: Index View
ResourceGroups: Group
RoboMaker: Fleet Robot RobotApplication SimulationApplication
RolesAnywhere: CRL Profile TrustAnchor
Route53GlobalResolver: AccessSource AccessToken DnsView FirewallDomainList GlobalResolver
Route53Profiles: Profile ProfileAssociation
Route53RecoveryControl: Cluster ControlPanel SafetyRule
Route53RecoveryReadiness: Cell ReadinessCheck RecoveryGroup ResourceSet
Route53Resolver: FirewallDomainList FirewallRuleGroup FirewallRuleGroupAssociation OutpostResolver
    ResolverEndpoint ResolverQueryLoggingConfig ResolverRule
S3: AccessGrant AccessGrantsInstance AccessGrantsLocation AccessPoint Bucket StorageLens
    StorageLensGroup
S3Express: AccessPoint DirectoryBucket
S3Files: AccessPoint FileSystem
S3Outposts: Bucket
S3Tables: Table TableBucket
S3Vectors: Index VectorBucket
SCN: DataIntegrationFlow Dataset Instance Namespace
SES: ConfigurationSet ContactList CustomVerificationEmailTemplate DedicatedIpPool EmailIdentity
    MailManagerAddonInstance MailManagerAddonSubscription MailManagerAddressList
    MailManagerArchive MailManagerIngressPoint MailManagerRelay MailManagerRuleSet
    MailManagerTrafficPolicy MultiRegionEndpoint Template Tenant
SMSVOICE: ConfigurationSet NotifyConfiguration OptOutList PhoneNumber Pool ProtectConfiguration
    RcsAgent Registration RegistrationAttachment SenderId VerifiedDestinationNumber
SNS: Topic
SQS: Queue
SSM: Association CloudConnector Document MaintenanceWindow OpsItem Parameter PatchBaseline
SSMContacts: Contact Rotation
SSMIncidents: ReplicationSet ResponsePlan
SSMQuickSetup: ConfigurationManager LifecycleAutomation
SSO: Application Instance PermissionSet
SageMaker: AIWorkloadConfig Action Algorithm App AppImageConfig Artifact Cluster
    ClusterSchedulerConfig CodeRepository ComputeQuota Context DataQualityJobDefinition Device
    DeviceFleet Domain Endpoint EndpointConfig Experiment ExperimentTrialComponent FeatureGroup
    Hub HumanTaskUi Image InferenceComponent InferenceExperiment MlflowApp MlflowTrackingServer
    Model ModelBiasJobDefinition ModelCard ModelExplainabilityJobDefinition ModelPackage
    ModelPackageGroup ModelQualityJobDefinition MonitoringSchedule NotebookInstance
    NotebookInstanceLifecycleConfig PartnerApp Pipeline ProcessingJob Project Space
    StudioLifecycleConfig TrialComponent UserProfile Workforce Workteam
Scheduler: ScheduleGroup
SecretsManager: Secret
SecurityAgent: AgentSpace Application Integration SecurityRequirementPack TargetDomain
SecurityHub: AggregatorV2 AutomationRule AutomationRuleV2 ConfigurationPolicy Connector
    ConnectorV2 Hub HubV2
SecurityLake: DataLake Subscriber
Serverless: Api Application CapacityProvider Function GraphQLApi HttpApi MicrovmImage
    NetworkConnector SimpleTable StateMachine WebFunction WebSocketApi
ServiceCatalog: CloudFormationProduct CloudFormationProvisionedProduct Portfolio
ServiceCatalogAppRegistry: Application AttributeGroup
ServiceDiscovery: HttpNamespace PrivateDnsNamespace PublicDnsNamespace Service
Shield: Protection ProtectionGroup
Signer: SigningProfile
StepFunctions: Activity StateMachine
StorageGateway: NFSFileShare SMBFileShare Tape TapePool Volume
SupportAuthZ: SupportPermit
Synthetics: Canary Group
SystemsManagerSAP: Application
Textract: Adapter
Timestream: Database InfluxDBBackup InfluxDBCluster InfluxDBInstance ScheduledQuery Table
Transcribe: CallAnalyticsCategory MedicalVocabulary Vocabulary VocabularyFilter
Transfer: Agreement Certificate Connector HostKey Profile Server User WebApp Workflow
Translate: ParallelData Terminology
VerifiedPermissions: PolicyStore
VoiceID: Domain
VpcLattice: AccessLogSubscription DomainVerification Listener ResourceConfiguration
    ResourceGateway Rule Service ServiceNetwork ServiceNetworkResourceAssociation
    ServiceNetworkServiceAssociation ServiceNetworkVpcAssociation TargetGroup
WAFv2: IPSet RegexPatternSet RuleGroup WebACL
WellArchitected: AgentProfile Lens Profile ReviewTemplate Workload
Wisdom: AIAgent AIGuardrail AIPrompt Assistant AssistantAssociation Content ContentAssociation
    KnowledgeBase MessageTemplate QuickResponse
WorkSpaces: ConnectionAlias Directory Workspace WorkspaceIpGroup WorkspacesPool
WorkSpacesThinClient: Environment
WorkSpacesWeb: BrowserSettings DataProtectionSettings IdentityProvider IpAccessSettings
    NetworkSettings Portal SessionLogger TrustStore UserAccessLoggingSettings UserSettings
WorkspacesInstances: WorkspaceInstance
XRay: Group SamplingRule
"""

_UNDER_ANOTHER_NAME = {
    "AWS::Backup::BackupPlan": "BackupPlanTags",
    "AWS::Backup::BackupVault": "BackupVaultTags",
    "AWS::Backup::Framework": "FrameworkTags",
    "AWS::Backup::LogicallyAirGappedBackupVault": "BackupVaultTags",
    "AWS::Backup::ReportPlan": "ReportPlanTags",
    "AWS::Backup::TieringConfiguration": "TieringConfigurationTags",
    "AWS::Budgets::Budget": "ResourceTags",
    "AWS::Budgets::BudgetsAction": "ResourceTags",
    "AWS::CE::AnomalyMonitor": "ResourceTags",
    "AWS::CE::AnomalySubscription": "ResourceTags",
    "AWS::Cognito::IdentityPool": "IdentityPoolTags",
    "AWS::Cognito::UserPool": "UserPoolTags",
    "AWS::Cognito::UserPoolRegionalConfigurationAttachment": "UserPoolTags",
    "AWS::Cognito::UserPoolReplica": "UserPoolTagsAtCreate",
    "AWS::DataPipeline::Pipeline": "PipelineTags",
    "AWS::EFS::AccessPoint": "AccessPointTags",
    "AWS::EFS::FileSystem": "FileSystemTags",
    "AWS::Invoicing::InvoiceUnit": "ResourceTags",
    "AWS::Lex::Bot": "BotTags",
    "AWS::Lex::BotAlias": "BotAliasTags",
    "AWS::Route53::HealthCheck": "HealthCheckTags",
    "AWS::Route53::HostedZone": "HostedZoneTags",
}


def _table() -> dict[str, str]:
    found = dict(_UNDER_ANOTHER_NAME)
    for line in _UNDER_TAGS.replace("\n    ", " ").strip().splitlines():
        service, _, names = line.partition(": ")
        found |= {f"AWS::{service}::{name}": "Tags" for name in names.split()}
    return found


_PROPERTY = _table()
TAGGABLE_TYPES: tuple[str, ...] = tuple(sorted(_PROPERTY))


def tag_property(resource_type: str) -> str | None:
    """The property that holds a type's tags; None where the type takes none."""
    return _PROPERTY.get(resource_type)
