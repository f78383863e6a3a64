"""MangaDeepCluster; importing this makes plain `AutoModel` and its kin know it."""

from transformers import AutoConfig, AutoImageProcessor, AutoModel, AutoProcessor

from .configuration_manga_deepcluster import MangaDeepClusterConfig
from .modeling_manga_deepcluster import MangaDeepClusterModel, MangaDeepClusterOutput
from .processing_manga_deepcluster import MangaDeepClusterImageProcessor, MangaDeepClusterProcessor

AutoConfig.register(MangaDeepClusterConfig.model_type, MangaDeepClusterConfig)
AutoModel.register(MangaDeepClusterConfig, MangaDeepClusterModel)
AutoImageProcessor.register(MangaDeepClusterConfig, slow_image_processor_class=MangaDeepClusterImageProcessor)
AutoProcessor.register(MangaDeepClusterConfig, MangaDeepClusterProcessor)

__all__ = [
    "MangaDeepClusterConfig",
    "MangaDeepClusterImageProcessor",
    "MangaDeepClusterModel",
    "MangaDeepClusterOutput",
    "MangaDeepClusterProcessor",
]
