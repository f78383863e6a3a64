"""Identity-Aware SimCLR; importing this makes plain `AutoModel` and its kin know it."""

from transformers import AutoConfig, AutoImageProcessor, AutoModel, AutoProcessor

from .configuration_identity_simclr import IdentitySimCLRConfig
from .modeling_identity_simclr import IdentitySimCLRModel, IdentitySimCLROutput
from .processing_identity_simclr import IdentitySimCLRImageProcessor, IdentitySimCLRProcessor

AutoConfig.register(IdentitySimCLRConfig.model_type, IdentitySimCLRConfig)
AutoModel.register(IdentitySimCLRConfig, IdentitySimCLRModel)
AutoImageProcessor.register(IdentitySimCLRConfig, slow_image_processor_class=IdentitySimCLRImageProcessor)
AutoProcessor.register(IdentitySimCLRConfig, IdentitySimCLRProcessor)

__all__ = [
    "IdentitySimCLRConfig",
    "IdentitySimCLRImageProcessor",
    "IdentitySimCLRModel",
    "IdentitySimCLROutput",
    "IdentitySimCLRProcessor",
]
